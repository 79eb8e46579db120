// A small made-up town for tests: two units, their staff, a calendar without closed days, and a list of six entries.
import { scryptSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { passcodeCost } from '../src-main/core/desk/window-verbs.ts'
import type { ListEntryContent } from '../src-shared/domain/exemption-list.ts'
import { defaultPolicy, type ReferenceDocument } from '../src-shared/domain/reference.ts'
import type { Staff, Unit } from '../src-shared/domain/staff.ts'

export const passcode = '1234'
const salt = Buffer.from('small-town-salt')
const verifier = {
  salt: salt.toString('base64'),
  hash: scryptSync(passcode, salt, 32, passcodeCost).toString('base64'),
}

const unit = (code: string, name: string, shortName: string): Unit => ({
  code,
  name,
  shortName,
  kind: '区直部门',
  telephone: '0533-4000301',
  fax: '0533-4000302',
  mail: `${code.split('-')[1]?.toLowerCase()}@example.gov`,
})
export const demandingUnit = unit('370304-SPJ', '博山区行政审批服务局', '博审批')
export const issuingUnit = unit('370304-MZJ', '博山区民政局', '博民')
export const jointOffice = unit('370304-LXB', '博山区建设“无证明城市”工作联席会议办公室', '博无证办')

export const person = (id: string, name: string, of: Unit, roles: Staff['roles']): Staff => ({
  id,
  name,
  unit: of.code,
  roles,
  telephone: '0533-4000303',
  cover: null,
  partner: null,
  absentUntil: null,
  active: true,
  verifier,
})
export const lin = person('lin-mu', '林沐', demandingUnit, ['agent', 'window-clerk'])
/** Looks after the machine and works on no case. */
export const bai = person('bai-lu', '白露', demandingUnit, ['administrator'])
export const zhou = person('zhou-heng', '周衡', issuingUnit, ['liaison'])
export const ming = person('ming-lan', '明岚', jointOffice, ['joint-office', 'liaison'])

/** Open round the clock, so that a test means the same at any hour. */
const alwaysOpen = { sessions: [{ from: '00:00', to: '23:59' }] }

/** `more` is put beside the town's own, or in the place of what has the same id. */
export function writeReference(file: string, more: readonly ReferenceDocument[] = []): void {
  const year = new Date().getUTCFullYear()
  const years = Object.fromEntries(
    [year - 1, year, year + 1].map((one) => [String(one), { holidays: [], workdays: [], source: 'test' }]),
  )
  const documents: ReferenceDocument[] = [
    ...[demandingUnit, issuingUnit, jointOffice].map(
      (body): ReferenceDocument => ({ id: `unit/${body.code}`, type: 'unit', body }),
    ),
    ...[lin, bai, zhou, ming].map(
      (body): ReferenceDocument => ({ id: `staff/${body.id}`, type: 'staff', body }),
    ),
    { id: 'calendar', type: 'calendar', body: { years } },
    {
      id: 'policy',
      type: 'policy',
      body: {
        ...defaultPolicy,
        fallback: { ...defaultPolicy.fallback, afterMinutes: 0 },
        officeHours: alwaysOpen,
        runOnThroughBreaks: true,
      },
    },
  ]
  const all = new Map([...documents, ...more].map((document) => [document.id, document]))
  writeFileSync(file, JSON.stringify([...all.values()]))
}

const entry = (
  entryNumber: string,
  proofName: string,
  over: Partial<ListEntryContent>,
): ListEntryContent => ({
  entryNumber,
  proofName,
  proofPurpose: '核实申报情况',
  serviceItemName: '公共租赁住房资格确认',
  serviceItemCode: '000117005000',
  codeScheme: '',
  legalBasis: '《公共租赁住房管理办法》',
  basisRank: '部门规章',
  demandingUnit: demandingUnit.name,
  issuingUnit: issuingUnit.name,
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

export const list: readonly ListEntryContent[] = [
  entry('1', '婚姻状况证明', { questions: ['申请人婚姻登记状况是否与申报一致？'] }),
  entry('2', '最低生活保障证明', {
    archiveClass: 'paper',
    questions: ['申请人家庭是否正在享受最低生活保障？'],
  }),
  entry('3', '无房证明', { method: 'data-sharing', archiveClass: null }),
  entry('4', '收入证明', {
    method: 'commitment',
    archiveClass: null,
    issuingUnit: '申请人所在单位',
  }),
  entry('5', '居住地村居证明', { method: 'abolished', archiveClass: null }),
  entry('6', '优抚对象待遇证明', {
    secrecy: 'work-secret',
    questions: ['申请人是否为享受定期抚恤补助的优抚对象？'],
  }),
]
