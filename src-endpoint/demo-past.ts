// The demo's past: made-up verifications of the last months between two offices, and two of them reported as overdue.
import { generateKeyPairSync, sign } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { dueTime, workingMinutesBetween } from '../src-shared/domain/due-time.ts'
import { chainStart, type EventEnvelope, sealedText } from '../src-shared/domain/event.ts'
import { archiveClasses } from '../src-shared/domain/exemption-list.ts'
import { formatLetterNumber } from '../src-shared/domain/letter.ts'
import { defaultPolicy, type ReferenceDocument } from '../src-shared/domain/reference.ts'
import { supervisionOf } from '../src-shared/domain/supervision.ts'
import { takePush } from './push.ts'
import { sha256 } from './sha256.ts'
import type { EndpointStore, EnrolledWindow } from './store/endpoint-store.ts'
import { enrol, makeEnrolmentCode } from './windows.ts'

const asking = { unit: '370304-SPJ', shortName: '博审批', staff: 'spj-agent-a' }
const askedUnits = [
  { unit: '370304-RSJ', name: '博山区人力资源和社会保障局', staff: 'rsj-liaison' },
  { unit: '370304-ZRJ', name: '博山区自然资源局', staff: 'zrj-liaison' },
] as const
const office = { unit: '370304-LXB', staff: 'ming-lan' }
const minute = 60_000
const day = 24 * 60 * minute
/** Verifications of the past; the last two are still open and overdue. */
const count = 26

type Act = Pick<EventEnvelope, 'stream' | 'kind' | 'body'> & {
  readonly at: number
  readonly after: readonly string[]
}

/** A window that is only there to have said what the demo begins with. */
async function openSeat(store: EndpointStore, unit: string, staff: string) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const key = publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
  const code = await makeEnrolmentCode(store, unit, '示例窗口', 10)
  const issue = () => ({ token: '', expiresAt: 0 })
  const enrolment = await enrol(store, { code, publicKey: key, windowName: '示例窗口' }, issue)
  const from: EnrolledWindow = {
    window: enrolment.window,
    unit,
    publicKey: key,
    pastKeys: [],
    revoked: false,
  }
  let tip = { sequence: 0, hash: chainStart }
  return {
    enrolment,
    async say({ at, ...act }: Act): Promise<string> {
      const unsealed = {
        ...act,
        after: [...act.after],
        id: uuidv7(),
        at: new Date(at).toISOString(),
        clockOffset: null,
        unit,
        staff,
        window: enrolment.window,
        sequence: tip.sequence + 1,
        previousHash: tip.hash,
        edition: '2026-2',
      }
      const hash = sha256(sealedText(unsealed))
      const signature = sign(null, Buffer.from(hash), privateKey).toString('base64')
      const [result] = await takePush(store, from, [{ ...unsealed, hash, signature }])
      if (result?.result !== 'accepted') throw new Error(JSON.stringify(result))
      tip = { sequence: unsealed.sequence, hash }
      return unsealed.id
    },
  }
}
type Seat = Awaited<ReturnType<typeof openSeat>>

/** Says it all once, into a store that has the demo's reference. */
export async function composePast(
  store: EndpointStore,
  reference: readonly ReferenceDocument[],
  now = Date.now(),
): Promise<void> {
  const calendar = reference.find((one) => one.type === 'calendar')?.body ?? { years: {} }
  const rules = { calendar, officeHours: defaultPolicy.officeHours, runOnThroughBreaks: false }
  const seat = await openSeat(store, asking.unit, asking.staff)
  const offices = await openSeat(store, office.unit, office.staff)
  const asked = await Promise.all(askedUnits.map((one) => openSeat(store, one.unit, one.staff)))
  for (let index = 0; index < count; index += 1) {
    const to = askedUnits[index % askedUnits.length] ?? askedUnits[0]
    const other = asked[index % asked.length] as Seat
    const open = index >= count - 2
    // Ten in the morning in China, every three days up to the day before yesterday.
    const askedAt = Math.floor(now / day) * day + 2 * 60 * minute - (2 + (count - 1 - index) * 3) * day
    const serial = seat.enrolment.letterBlock.from + index
    const year = new Date(askedAt).getUTCFullYear()
    const stream = `verification/${asking.unit}-${year}-${serial}`
    const letterNumber = formatLetterNumber({ unitShortName: asking.shortName, year, serial })
    const archiveClass = open ? 'electronic' : (archiveClasses[index % archiveClasses.length] ?? 'paper')
    const request = await seat.say({
      stream,
      kind: 'verification-requested',
      at: askedAt,
      after: [],
      body: {
        letterNumber,
        case: `case/${uuidv7()}`,
        caseNumber: `示例-${index + 1}`,
        entry: `示例-${index % 9}`,
        entryNumber: '',
        proofName: index % 3 === 0 ? '社会保险缴纳证明' : '不动产登记信息证明',
        serviceItemName: '公共租赁住房资格确认',
        legalBasis: '',
        demandingUnit: asking.unit,
        issuingUnit: to.unit,
        applicantName: index % 2 === 0 ? '程小禾' : '邵一帆',
        applicantIdentityNumber: '370304199001012840',
        questions: [{ question: '是否与申报一致？', declared: '一致' }],
        archiveClass,
        secrecy: 'none',
        liaisonName: '示例',
        liaisonTelephone: '',
      },
    })
    const receivedAt = new Date(askedAt + minute).toISOString()
    const { dueAt } = dueTime({ receivedAt, archiveClass, ...rules })
    const registered = await other.say({
      stream,
      kind: 'verification-registered',
      at: askedAt + 3 * minute,
      after: [request],
      body: { receivedAt, archiveClass, dueAt },
    })
    if (open) {
      const lateMinutes = workingMinutesBetween(
        dueAt,
        new Date(now).toISOString(),
        calendar,
        rules.officeHours,
      )
      const reported = await seat.say({
        stream: supervisionOf(stream),
        kind: 'overdue-reported',
        at: now - (count - index) * 20 * minute,
        after: [],
        body: {
          verification: stream,
          letterNumber,
          reportingUnit: asking.unit,
          askedUnit: to.unit,
          jointOffice: office.unit,
          addressee: office.staff,
          archiveClass,
          receivedAt,
          dueAt,
          registered: true,
          lateMinutes: Math.max(0, Math.round(lateMinutes)),
          facts: `我单位以${letterNumber}向${to.name}协查，至今未反馈。根据第十一条报告，请组织调查，责成限时办结。`,
        },
      })
      if (index === count - 2)
        await offices.say({
          stream: supervisionOf(stream),
          kind: 'inquiry-opened',
          at: now - 10 * minute,
          after: [reported],
          body: { remark: '已电话联系承办科室' },
        })
      continue
    }
    const late = index % 5 === 4
    const answeredAt = Date.parse(dueAt) + (late ? 95 : -8) * minute
    await other.say({
      stream,
      kind: 'verification-answered',
      at: answeredAt,
      after: [registered],
      body: {
        verdict: index % 11 === 7 ? 'returned' : 'confirmed',
        channel: 'system',
        answeredAt: new Date(answeredAt).toISOString(),
        answeredBy: '示例',
        replyNumber: '',
        remark: index % 11 === 7 ? '不属于本单位职责' : '',
      },
    })
  }
}
