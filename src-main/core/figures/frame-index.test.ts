// The index of frames follows the store: what is new, changed and told by the endpoint, each verification once.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { emptyVerification } from '../../../src-shared/domain/verification.ts'
import { openStore, type Store, type StreamDocument } from '../store/open-store.ts'
import { readFrames } from './frame-index.ts'

const folder = mkdtempSync(join(tmpdir(), 'frames-'))
let store: Store
beforeAll(async () => {
  store = await openStore(folder)
}, 60_000)
afterAll(async () => {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

const document = (serial: number, over: Partial<StreamDocument> = {}): StreamDocument => ({
  id: `verification/A-2026-${serial}`,
  type: 'verification',
  status: 'requested',
  unit: 'A',
  issuingUnit: 'B',
  number: '',
  parent: `case/${serial}`,
  openedAt: '2026-10-01T00:00:00.000Z',
  updatedAt: '2026-10-01T00:00:00.000Z',
  state: {
    ...emptyVerification,
    status: 'requested',
    requestedAt: '2026-10-01T00:00:00.000Z',
    request: {
      letterNumber: `${serial}`,
      demandingUnit: 'A',
      issuingUnit: 'B',
      applicantName: '程小禾',
      proofName: '婚姻状况证明',
      secrecy: 'none',
    },
  },
  ...over,
})
const names = async () => [...(await readFrames(store)).frames].map((frame) => frame.verification).sort()

it('holds what the store holds, and follows it', async () => {
  expect(await names()).toEqual([])
  await store.streams.bulkUpsert([document(1), document(2), { ...document(3), id: 'case/3', type: 'case' }])
  expect(await names()).toEqual(['verification/A-2026-1', 'verification/A-2026-2'])
  await store.streams.bulkUpsert([
    { ...document(2), state: { ...document(2).state, status: 'withdrawn' }, status: 'withdrawn' },
  ])
  const { frames, cases } = await readFrames(store)
  const all = [...frames]
  expect(all.map((frame) => frame.status).sort()).toEqual(['requested', 'withdrawn'])
  expect(cases.get('verification/A-2026-2')).toBe('case/2')
  expect(JSON.stringify(all)).not.toContain('程小禾')
})

it('counts an own verification once, also where the endpoint tells of it too', async () => {
  const [own] = [...(await readFrames(store)).frames]
  const told = (id: string, verification: string): StreamDocument => ({
    ...document(9),
    id,
    type: 'frame',
    parent: '',
    state: { ...own, verification, status: 'answered' },
  })
  await store.streams.bulkUpsert([
    told('frame/A-2026-1', 'verification/A-2026-1'),
    told('frame/C-2026-7', 'verification/C-2026-7'),
  ])
  expect(await names()).toEqual(['verification/A-2026-1', 'verification/A-2026-2', 'verification/C-2026-7'])
  expect((await readFrames(store)).told).toBe(2)
})
