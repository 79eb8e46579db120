// Measures the figures page at 100,000 verifications and the ledger page at 100,000 events, as core reads them.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readFrames } from '../../src-main/core/figures/frame-index.ts'
import { countLedger, readLedger } from '../../src-main/core/ledgers/read-ledger.ts'
import { openStore, type StoredEvent, type StreamDocument } from '../../src-main/core/store/open-store.ts'
import { archiveClasses } from '../../src-shared/domain/exemption-list.ts'
import { everything, foldFigures, isBehind } from '../../src-shared/domain/figures.ts'
import { kindsOf } from '../../src-shared/domain/ledger.ts'
import { emptyVerification } from '../../src-shared/domain/verification.ts'
import { percentile, rounded } from './percentile.ts'

const count = 100_000
const batch = 5_000
const start = Date.UTC(2026, 0, 5)
const at = (index: number, minutes = 0) => new Date(start + (index * 4 + minutes) * 60_000).toISOString()

function verificationOf(index: number): StreamDocument {
  const answered = index % 20 !== 0
  const stream = `verification/370304-SPJ-2026-${10_000 + index}`
  return {
    id: stream,
    type: 'verification',
    status: answered ? 'answered' : 'registered',
    unit: '370304-SPJ',
    issuingUnit: `unit-${index % 40}`,
    number: `${index}`,
    parent: `case/${index}`,
    openedAt: at(index),
    updatedAt: at(index, 20),
    state: {
      ...emptyVerification,
      status: answered ? 'answered' : 'registered',
      requestedAt: at(index),
      archiveClass: archiveClasses[index % 3],
      dueAt: at(index, 30),
      endedAt: answered ? at(index, 10 + (index % 30)) : null,
      request: {
        letterNumber: `${index}`,
        demandingUnit: '370304-SPJ',
        issuingUnit: `unit-${index % 40}`,
        proofName: '婚姻状况证明',
        secrecy: 'none',
      },
    },
  }
}

const kinds = kindsOf('all')
const eventOf = (index: number): StoredEvent => ({
  id: `0190a000-0000-7000-8000-${String(index).padStart(12, '0')}`,
  stream: `case/${index % 9_000}`,
  kind: kinds[index % kinds.length] ?? '',
  at: at(index),
  clockOffset: null,
  unit: '370304-SPJ',
  staff: `staff-${index % 7}`,
  window: 'window',
  sequence: index + 1,
  previousHash: '0'.repeat(64),
  after: [],
  edition: '2026-2',
  body: { entry: 'entry', material: '结婚证', purpose: '核对申报情况' },
  hash: '0'.repeat(64),
  signature: '',
  syncState: 'synced',
  refusal: null,
  arrivedAt: at(index),
})

async function timed(times: number, work: () => Promise<unknown>): Promise<number> {
  const taken: number[] = []
  for (let time = 0; time < times; time += 1) {
    const began = performance.now()
    await work()
    taken.push(performance.now() - began)
  }
  return rounded(percentile(taken, 0.95))
}

export async function run({ json }: { readonly json: boolean }): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'figures-'))
  const store = await openStore(folder)
  const indexes = Array.from({ length: count }, (_, index) => index)
  for (let from = 0; from < count; from += batch) {
    const part = indexes.slice(from, from + batch)
    await store.streams.bulkInsert(part.map(verificationOf))
    await store.events.bulkInsert(part.map(eventOf))
  }
  const now = at(count)
  const fold = async () => foldFigures((await readFrames(store)).frames, everything, now)
  const first = await timed(1, fold)
  await timed(3, fold)
  const warm = await timed(20, fold)
  const afterOne = await timed(20, async () => {
    await store.streams.bulkUpsert([verificationOf(7)])
    await fold()
  })
  const behind = { outcome: 'late', dimension: 'unit', part: 'unit-3' } as const
  const cases = await timed(20, async () =>
    [...(await readFrames(store)).frames].filter((frame) => isBehind(frame, everything, behind, now)),
  )
  const filter = { ledger: 'all', from: '', to: '', unit: '', staff: '' } as const
  const ledgerPage = await timed(20, async () => {
    let rows = 0
    for await (const _ of readLedger(store, filter)) {
      rows += 1
      if (rows > 200) break
    }
    await countLedger(store, kinds, filter)
  })
  const result = {
    verifications: count,
    milliseconds: {
      first,
      warmP95: warm,
      afterAChangeP95: afterOne,
      casesBehindANumberP95: cases,
      ledgerPageP95: ledgerPage,
    },
    budget: { warmP95: 300 },
    megabytes: Math.round(process.memoryUsage().rss / 1_000_000),
  }
  await store.close()
  rmSync(folder, { recursive: true, force: true })
  console.log(json ? JSON.stringify(result) : result)
  if (warm > 300 || afterOne > 300) process.exitCode = 1
}
