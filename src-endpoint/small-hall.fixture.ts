// A small hall for the endpoint's tests: three units and the joint office, windows with real keys, and HTTP as they speak it.
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Enrolment,
  type EventPage,
  type ListPage,
  type PublishAnswer,
  type PushResult,
  proofText,
  type ReferencePage,
} from '../src-shared/contract/replication.ts'
import { chainStart, type EventEnvelope, sealedText } from '../src-shared/domain/event.ts'
import type { ListEntryContent } from '../src-shared/domain/exemption-list.ts'
import { defaultPolicy, type ReferenceDocument } from '../src-shared/domain/reference.ts'
import type { Staff } from '../src-shared/domain/staff.ts'
import { CodedFailure, type ErrorCode } from '../src-shared/errors.ts'
import { putReference } from './feeds.ts'
import { type PostgresServer, startPostgres } from './postgres.fixture.ts'
import { sha256 } from './sha256.ts'
import type { EndpointStore } from './store/endpoint-store.ts'
import { type EndpointSettings, openEndpointStore } from './store/open-store.ts'
import { connect } from './store/postgres/connections.ts'
import { makeEnrolmentCode } from './windows.ts'

export const approvals = '370304-SPJ'
export const civilAffairs = '370304-MZJ'
export const police = '370304-GA'
export const jointOffice = '370304-LXB'

const person = (id: string, unit: string, roles: Staff['roles'], active = true): Staff => ({
  id,
  name: id,
  unit,
  roles,
  telephone: '',
  cover: null,
  partner: null,
  absentUntil: null,
  active,
  verifier: { salt: 'c2FsdA==', hash: 'aGFzaA==' },
})
const staff = [
  person('lin', approvals, ['agent', 'window-clerk']),
  person('clerk', approvals, ['window-clerk']),
  person('left', approvals, ['agent'], false),
  person('zhou', civilAffairs, ['liaison']),
  person('an', police, ['agent']),
  person('ming', jointOffice, ['joint-office', 'liaison']),
]
export const reference: readonly ReferenceDocument[] = [
  ...[approvals, civilAffairs, police, jointOffice].map(
    (code): ReferenceDocument => ({
      id: `unit/${code}`,
      type: 'unit',
      body: { code, name: code, shortName: '', kind: '区直部门', telephone: '', fax: '', mail: '' },
    }),
  ),
  ...staff.map((body): ReferenceDocument => ({ id: `staff/${body.id}`, type: 'staff', body })),
  { id: 'policy', type: 'policy', body: defaultPolicy },
]

/** Every test of the endpoint holds on both. */
export const storeKinds = ['sqlite', 'postgres'] as const
export type StoreKind = (typeof storeKinds)[number]

let server: Promise<PostgresServer> | null = null
/** To be called when all tests of a file are done. */
export async function stopPostgres(): Promise<void> {
  const started = server
  server = null
  if (started !== null) await (await started).stop()
}

/** A database of its own with the hall's reference in it. */
export type Hall = {
  readonly folder: string
  readonly where: Pick<EndpointSettings, 'dataFolder' | 'database'>
  /** The same on the command line. */
  readonly words: readonly string[]
  /** Everything that is kept, as whoever takes the disk would read it. */
  rawContent(): Promise<string>
  /** What a command beside a running server does. */
  onStore<Value>(work: (store: EndpointStore) => Promise<Value>): Promise<Value>
  remove(): void
}

export async function prepareHall(kind: StoreKind = 'sqlite', demo = false): Promise<Hall> {
  const hall = await emptyHall(kind)
  const store = await openEndpointStore({ ...hall.where, region: null, demo })
  await putReference(store, reference)
  await store.close()
  return hall
}

/** A database that has not even been opened. */
export async function emptyHall(kind: StoreKind): Promise<Hall> {
  const folder = mkdtempSync(join(tmpdir(), 'endpoint-'))
  server ??= kind === 'postgres' ? startPostgres() : null
  const database = kind === 'postgres' && server !== null ? await (await server).newDatabase() : null
  const where = { dataFolder: folder, database }
  return {
    folder,
    where,
    words: database === null ? ['--data', folder] : ['--database', database],
    rawContent: () => (database === null ? readSqlite(folder) : readPostgres(database)),
    async onStore(work) {
      const store = await openEndpointStore({ ...where, region: null, demo: null })
      try {
        return await work(store)
      } finally {
        await store.close()
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

async function readSqlite(folder: string): Promise<string> {
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name)).toString('latin1'))
    .join('\n')
}

async function readPostgres(address: string): Promise<string> {
  const { sql, run, end } = connect(address)
  const tables = await sql<{ name: string }>`
    SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`
  const rows = await Promise.all(tables.map(({ name }) => run(`SELECT * FROM ${name}`)))
  await end()
  return JSON.stringify(rows)
}

/** What the command `enrol` does, beside a running server. */
export const codeFor = (hall: Pick<Hall, 'onStore'>, unit: string, minutes = 30): Promise<string> =>
  hall.onStore((store) => makeEnrolmentCode(store, unit, '综合窗口 3 号', minutes))

/** The code this fails with; null where it does not. */
export async function codedOf(work: () => unknown): Promise<ErrorCode | null> {
  try {
    await work()
  } catch (thrown) {
    if (thrown instanceof CodedFailure) return thrown.coded.code
    throw thrown
  }
  return null
}

export type Answer = { readonly status: number; readonly headers: Headers; readonly body: unknown }

/** What a window shows of itself with one request. */
export type Shown = { readonly token: string | null; readonly proof: string | null }

/** What a device with this key shows for a request with this token; '' asks for one. */
export function proofOf(
  privateKey: KeyObject,
  request: {
    readonly method: string
    readonly path: string
    readonly token: string
    readonly body?: unknown
  },
  at = nextAt(),
): string {
  const { method, path, token, body } = request
  const bodyDigest = sha256(body === undefined ? '' : textOf(body))
  const text = proofText({ method, path, tokenDigest: sha256(token), bodyDigest, at })
  return `${at}.${bodyDigest}.${sign(null, Buffer.from(text), privateKey).toString('base64url')}`
}
let lastAt = 0
/** Now in microseconds, never the same twice. */
export function nextAt(): number {
  lastAt = Math.max(lastAt + 1, Date.now() * 1_000)
  return lastAt
}
const textOf = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body))

/** Asks as an enrolled window does: with a token that is good and a proof. */
export type Device = {
  readonly enrolment: Enrolment
  readonly privateKey: KeyObject
  token: string
}
export async function askAs(
  url: string,
  device: Device,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  const proof = proofOf(device.privateKey, { method, path, token: device.token, body })
  return ask(url, method, path, { token: device.token, proof }, body)
}

/** The headers of such a request. */
export function shownBy(device: Device, method: string, path: string, body?: unknown) {
  const proof = proofOf(device.privateKey, { method, path, token: device.token, body })
  return { authorization: `Bearer ${device.token}`, 'device-proof': proof }
}

export async function ask(
  url: string,
  method: string,
  path: string,
  shown: Shown | null,
  body?: unknown,
): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(shown === null || shown.token === null ? {} : { authorization: `Bearer ${shown.token}` }),
      ...(shown === null || shown.proof === null ? {} : { 'device-proof': shown.proof }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: textOf(body) }),
  })
  return { status: response.status, headers: response.headers, body: await response.json() }
}

export function newKey() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  return { publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'), privateKey }
}

/** UUIDv7 from the clock and chance. */
export function newId(): string {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(Date.now(), 0, 6)
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f)
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

export type Act = Partial<EventEnvelope> & Pick<EventEnvelope, 'stream' | 'kind' | 'body' | 'staff'>
export type TestWindow = Awaited<ReturnType<typeof enrolTestWindow>>

/** Enrols a window and keeps its chain as core does. */
export async function enrolTestWindow(
  url: string,
  hall: Pick<Hall, 'onStore'>,
  unit: string,
  given?: string,
) {
  const key = newKey()
  const code = given ?? (await codeFor(hall, unit))
  const { status, body } = await ask(url, 'POST', '/v1/enrol', null, {
    code,
    publicKey: key.publicKey,
    windowName: 'test',
  })
  if (status !== 200) throw new Error(JSON.stringify(body))
  const enrolment = body as Enrolment
  const device: Device = { enrolment, privateKey: key.privateKey, token: enrolment.token }
  let tip = { sequence: 0, hash: chainStart }

  /** Seals an act as the next link; `over` may spoil the envelope before it is sealed. */
  function seal(act: Act): EventEnvelope {
    const unsealed = {
      id: newId(),
      at: new Date().toISOString(),
      clockOffset: null,
      unit,
      window: enrolment.window,
      sequence: tip.sequence + 1,
      previousHash: tip.hash,
      after: [],
      edition: '2026-2',
      ...act,
    }
    const hash = sha256(sealedText(unsealed))
    return { ...unsealed, hash, signature: sign(null, Buffer.from(hash), key.privateKey).toString('base64') }
  }

  const at = (url: string) => ({
    enrolment,
    device,
    unit,
    seal,
    /** Seals an act and moves the chain on. */
    write(act: Act): EventEnvelope {
      const event = seal(act)
      tip = { sequence: event.sequence, hash: event.hash }
      return event
    },
    ask: (method: string, path: string, body?: unknown) => askAs(url, device, method, path, body),
    async push(...events: readonly unknown[]): Promise<readonly PushResult[]> {
      const answer = await askAs(url, device, 'POST', '/v1/push', { events })
      if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
      return (answer.body as { results: readonly PushResult[] }).results
    },
    async page<Feed extends 'list' | 'reference' | 'events'>(feed: Feed, after: number, limit: number) {
      const answer = await askAs(url, device, 'GET', `/v1/pull/${feed}?after=${after}&limit=${limit}`)
      if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
      return answer.body as Feed extends 'list'
        ? ListPage
        : Feed extends 'reference'
          ? ReferencePage
          : EventPage
    },
    async events(): Promise<readonly EventEnvelope[]> {
      return ((await this.page('events', 0, 1000)) as EventPage).items as readonly EventEnvelope[]
    },
    publish: (entries: readonly ListEntryContent[], over: Readonly<Record<string, unknown>> = {}) =>
      askAs(url, device, 'POST', '/v1/list', {
        staff: 'ming',
        edition: { edition: '2026-2', publishedOn: '2026-07-01', sample: false },
        entries,
        ...over,
      }) as Promise<Omit<Answer, 'body'> & { readonly body: PublishAnswer }>,
  })
  return { ...at(url), /** The same window at another address. */ at }
}

export const caseOpened = (stream = `case/${newId()}`): Act => ({
  stream,
  kind: 'case-opened',
  staff: 'lin',
  body: {
    caseNumber: 'A001',
    applicant: { name: '某某', identityNumber: '', telephone: '' },
    serviceItemName: '公共租赁住房资格确认',
    serviceItemCode: '',
    entries: [
      {
        entry: 'entry-1',
        entryNumber: '1',
        proofName: '婚姻状况证明',
        proofPurpose: '',
        legalBasis: '',
        issuingUnit: civilAffairs,
        issuingUnitCode: civilAffairs,
        method: 'abolished',
        methodWording: '',
        archiveClass: null,
        secrecy: 'none',
        commitmentExcluded: null,
        followUp: null,
        questions: [],
      },
    ],
  },
})

export const requested = (stream: string, issuingUnit: string, over: Partial<Act> = {}): Act => ({
  stream,
  kind: 'verification-requested',
  staff: 'lin',
  body: {
    letterNumber: '博审批核〔2026〕10001号',
    case: 'case/1',
    caseNumber: 'A001',
    entry: 'entry-1',
    entryNumber: '1',
    proofName: '婚姻状况证明',
    serviceItemName: '公共租赁住房资格确认',
    legalBasis: '',
    demandingUnit: approvals,
    issuingUnit,
    applicantName: '某某',
    applicantIdentityNumber: '',
    questions: [],
    archiveClass: 'electronic',
    secrecy: 'none',
    liaisonName: 'lin',
    liaisonTelephone: '',
  },
  ...over,
})

export const registered = (stream: string, after: readonly string[]): Act => ({
  stream,
  kind: 'verification-registered',
  staff: 'zhou',
  after: [...after],
  body: {
    receivedAt: '2026-11-02T01:00:00.000Z',
    archiveClass: 'electronic',
    dueAt: '2026-11-02T01:30:00.000Z',
  },
})

export const listEntry = (proofName: string, over: Partial<ListEntryContent> = {}): ListEntryContent => ({
  entryNumber: '1',
  proofName,
  proofPurpose: '核实申报情况',
  serviceItemName: '公共租赁住房资格确认',
  serviceItemCode: '000117005000',
  codeScheme: '',
  legalBasis: '《公共租赁住房管理办法》',
  basisRank: '部门规章',
  demandingUnit: approvals,
  issuingUnit: civilAffairs,
  level: '区',
  method: 'verification',
  methodWording: '部门核验',
  archiveClass: 'electronic',
  secrecy: 'none',
  commitmentExcluded: null,
  followUp: null,
  questions: [],
  note: '',
  ...over,
})
