// The demo's past is one the endpoint would take from any window, and shows the joint office two reports and three months of figures.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { EventEnvelope } from '../src-shared/domain/event.ts'
import { everything, foldFigures } from '../src-shared/domain/figures.ts'
import { composePast } from './demo-past.ts'
import { demoReference } from './demo-reference.ts'
import { putReference } from './feeds.ts'
import { readFrames } from './frames.ts'
import { openEndpointStore } from './store/open-store.ts'

test('composes a past with on-time, late, returned and overdue verifications, two of them reported', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'past-'))
  const store = await openEndpointStore({ dataFolder: folder, database: null, region: null, demo: true })
  const reference = demoReference()
  await putReference(store, reference)
  const now = Date.UTC(2026, 10, 23, 7)
  await composePast(store, reference, now)
  const page = await store.readEvents('370304-LXB', 0, 1_000, null)
  const events = page.rows.map((row) => JSON.parse(row.json ?? '') as EventEnvelope)
  expect(events.filter((event) => event.kind === 'overdue-reported')).toHaveLength(2)
  expect(events.filter((event) => event.kind === 'inquiry-opened')).toHaveLength(1)
  const office = { window: 'any', unit: '370304-LXB', publicKey: '', pastKeys: [], revoked: false }
  const { frames } = await readFrames(store, office, 'ming-lan', 0, '')
  const { total, parts } = foldFigures(frames, everything, new Date(now).toISOString())
  expect(total).toMatchObject({ total: 26, overdue: 2, open: 0 })
  for (const outcome of ['on-time', 'late', 'returned'] as const) expect(total[outcome]).toBeGreaterThan(1)
  expect(Object.keys(parts.month).length).toBeGreaterThanOrEqual(3)
  await store.close()
  rmSync(folder, { recursive: true, force: true })
}, 30_000)
