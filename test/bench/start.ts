// Measures a cold start: from starting the process to the first search result on screen, with 20,000 entries and 5,000
// cases in the store, beside a bare Electron window with an empty page, in turns in the same run.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron } from 'playwright-core'
import { v7 as uuidv7 } from 'uuid'
import { bareRuntime, installRuntime, runtimeWithApp } from '../../build/electron-runtime.mjs'
import { streamDocumentOf } from '../../src-main/core/desk/projection.ts'
import { newDeviceKey, sealEvent, type WindowIdentity } from '../../src-main/core/desk/window-identity.ts'
import type { StoredEvent } from '../../src-main/core/store/open-store.ts'
import { appendParts, packList } from '../../src-main/core/store/stored-list.ts'
import type { CaseEntry } from '../../src-shared/domain/case.ts'
import { chainStart } from '../../src-shared/domain/event.ts'
import { coreSettings, unattended } from '../desk-process.ts'
import { windowEnvironment } from '../set-up/launch.ts'
import { demandingUnit, lin } from '../small-town.ts'
import { openStoreOf } from '../store-keys.ts'
import { composeEntries } from './compose-list.ts'

const entryCount = 20_000
const caseCount = 5_000
const runs = 7

const settingsOf = (folder: string) =>
  coreSettings(folder, { restarted: true, host: 'test-runtime', demo: unattended })

/** A store as a busy window has it: the list, and cases with their events and folded streams. */
async function fillWindow(folder: string): Promise<void> {
  const store = await openStoreOf(settingsOf(folder))
  const entries = composeEntries(entryCount, 7)
  await appendParts(store, packList(entries))
  const identity: WindowIdentity = {
    endpoint: 'http://127.0.0.1:9',
    privateKey: newDeviceKey().privateKey,
    enrolment: {
      endpointId: 'bench',
      region: '370304',
      demo: false,
      window: '370304-w1',
      windowNumber: 1,
      windowName: '综合窗口 3 号',
      unit: demandingUnit.code,
      token: 'x'.repeat(43),
      letterBlock: { from: 10_001, to: 19_999 },
    },
  }
  await store.writeLocal('window', identity)
  await store.writeLocal('session', { staff: lin.id })
  await store.reference.bulkUpsert([
    {
      id: `unit/${demandingUnit.code}`,
      type: 'unit',
      document: { id: `unit/${demandingUnit.code}`, type: 'unit', body: demandingUnit },
    },
    { id: `staff/${lin.id}`, type: 'staff', document: { id: `staff/${lin.id}`, type: 'staff', body: lin } },
  ])
  let previousHash = chainStart
  let sequence = 0
  const sealed = (
    stream: string,
    kind: string,
    after: readonly string[],
    body: Record<string, unknown>,
  ): StoredEvent => {
    sequence += 1
    const at = new Date(Date.now() - (caseCount * 3 - sequence) * 60_000).toISOString()
    const event = sealEvent(
      {
        id: uuidv7(),
        stream,
        kind,
        at,
        clockOffset: 0,
        unit: demandingUnit.code,
        staff: lin.id,
        window: identity.enrolment.window,
        sequence,
        previousHash,
        after: [...after],
        edition: '2026-2',
        body,
      },
      identity,
    )
    previousHash = event.hash
    return { ...event, syncState: 'synced', refusal: null, arrivedAt: at }
  }
  const [entry] = entries
  if (entry === undefined) throw new Error('no entry')
  const {
    id,
    edition,
    serviceItemName,
    serviceItemCode,
    codeScheme,
    basisRank,
    demandingUnit: _,
    level,
    note,
    ...kept
  } = entry
  const caseEntry: CaseEntry = {
    ...kept,
    entry: id,
    issuingUnitCode: null,
    method: 'abolished',
    secrecy: 'none',
    questions: [],
  }
  for (let from = 0; from < caseCount; from += 500) {
    const streams = Array.from({ length: 500 }, (_value, index) => {
      const stream = `case/bench-${from + index}`
      const opened = sealed(stream, 'case-opened', [], {
        caseNumber: `BS-2026-1-${String(from + index + 1).padStart(5, '0')}`,
        applicant: { name: `申请人${from + index}`, identityNumber: '', telephone: '' },
        serviceItemName,
        serviceItemCode,
        entries: [caseEntry],
      })
      const waived = sealed(stream, 'proof-waived', [opened.id], { entry: id })
      // The last fifty are still open, as in the middle of a morning.
      const closed = from + index < caseCount - 50
      return [
        opened,
        waived,
        ...(closed ? [sealed(stream, 'case-closed', [waived.id], { result: 'granted', remark: '' })] : []),
      ]
    })
    await store.events.bulkInsert(streams.flat())
    await store.streams.bulkInsert(streams.map((events) => streamDocumentOf(events[0]?.stream ?? '', events)))
  }
  await store.close()
}

/** From starting the process to the first hit on screen, milliseconds. */
async function timeWindow(folder: string, words: string): Promise<number> {
  const started = performance.now()
  const app = await _electron.launch({
    executablePath: runtimeWithApp(),
    args: ['--no-sandbox', '--disable-gpu'],
    env: windowEnvironment(settingsOf(folder)),
  })
  const page = await app.firstWindow()
  const box = page.getByTestId('search-box')
  await box.click()
  await page.keyboard.insertText(words)
  await page.getByTestId('hit-0').waitFor()
  const took = performance.now() - started
  await app.close()
  return took
}

/** From starting the process to an empty page loaded, milliseconds. */
async function timeBare(): Promise<number> {
  const started = performance.now()
  const app = await _electron.launch({
    executablePath: bareRuntime(),
    args: ['--no-sandbox', '--disable-gpu'],
  })
  const page = await app.firstWindow()
  await page.getByTestId('empty').waitFor()
  const took = performance.now() - started
  await app.close()
  return took
}

const median = (values: readonly number[]) =>
  [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0
const rounded = (value: number) => Math.round(value)

/** `npm run bench -- start --json` */
export async function run(): Promise<void> {
  if (!installRuntime()) throw new Error("the tests' Electron is not here")
  const folder = mkdtempSync(join(tmpdir(), 'bench-start-'))
  await fillWindow(folder)
  // The first start writes the search's snapshot, as every first start of a list does.
  await timeWindow(folder, '户口')
  await new Promise((resolve) => setTimeout(resolve, 3_000))
  const window: number[] = []
  const bare: number[] = []
  for (let count = 0; count < runs; count += 1) {
    bare.push(await timeBare())
    window.push(await timeWindow(folder, '户口'))
  }
  rmSync(folder, { recursive: true, force: true })
  console.log(`window ${window.map(rounded).join(' ')} ms, bare ${bare.map(rounded).join(' ')} ms`)
  const ratio = Math.round((median(window) / median(bare)) * 100) / 100
  console.log(JSON.stringify({ window_ms: rounded(median(window)), bare_ms: rounded(median(bare)), ratio }))
}
