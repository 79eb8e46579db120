// The demo's made-up reference: the sample's units with numbers nobody has, invented staff, the calendar, a policy marked 示例.
import { scryptSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Papa from 'papaparse'
import { defaultPolicy, type ReferenceDocument } from '../src-shared/domain/reference.ts'
import type { Staff, Unit } from '../src-shared/domain/staff.ts'
import { chinaDate, startOfDate } from '../src-shared/domain/working-calendar.ts'

const root = join(import.meta.dirname, '..')

/** The passcode of everyone in the demo; the sign-in page says so. */
export const demoPasscode = '1234'
/** As core checks a passcode. */
const passcodeCost = { N: 16_384, r: 8, p: 1 } as const

function readUnits(): readonly Unit[] {
  const table = readFileSync(join(root, 'resources/sample/units.csv'), 'utf8')
  const { data } = Papa.parse<Record<string, string>>(table, { header: true, skipEmptyLines: true })
  return data.map(
    ({ unit_code: code = '', unit_name: name = '', short_name: shortName = '', kind = '' }, index) => {
      const place = String(301 + index * 3)
      return {
        code,
        name,
        shortName,
        kind,
        telephone: `0533-400 0${place}`,
        fax: `0533-400 1${place}`,
        mail: `${code.toLowerCase().replace(/[^a-z0-9]+/g, '')}@example.gov`,
      }
    },
  )
}

const surnames = '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜戚谢邹喻'
const givenNames = [
  '一帆',
  '小禾',
  '知远',
  '若溪',
  '景行',
  '云舟',
  '秀兰',
  '守义',
  '青川',
  '思齐',
  '明远',
  '安之',
  '清和',
]

/** Invented names, the same at every start. */
function inventedName(index: number): string {
  return `${surnames[index % surnames.length]}${givenNames[(index * 7) % givenNames.length]}`
}

function staffOf(units: readonly Unit[]): readonly Staff[] {
  // One salt for all: these passcodes protect nothing, and a start should not wait for 150 derivations.
  const salt = Buffer.from('demo-only-salt')
  const verifier = {
    salt: salt.toString('base64'),
    hash: scryptSync(demoPasscode, salt, 32, passcodeCost).toString('base64'),
  }
  const person = (
    id: string,
    name: string,
    unit: string,
    roles: Staff['roles'],
    over: Partial<Staff> = {},
  ): Staff => ({
    id,
    name,
    unit,
    roles,
    telephone: '0533-400 0303',
    cover: null,
    partner: null,
    absentUntil: null,
    active: true,
    verifier,
    ...over,
  })
  // 陶可 is away until the end of the day, so that 林沐 covers.
  const tomorrow = new Date(startOfDate(chinaDate(Date.now() + 86_400_000)))
  const named = [
    person('lin-mu', '林沐', '370304-MZJ', ['agent', 'window-clerk'], { cover: 'A', partner: 'tao-ke' }),
    person('tao-ke', '陶可', '370304-MZJ', ['agent', 'window-clerk'], {
      cover: 'B',
      partner: 'lin-mu',
      absentUntil: tomorrow.toISOString(),
    }),
    person('han-zhan', '韩湛', '370304-MZJ', ['liaison']),
    person('su-he', '苏禾', '370304-MZJ', ['window-clerk', 'administrator']),
    person('zhou-heng', '周衡', '370304-GA', ['liaison']),
    person('sun-yan', '孙砚', '370304-GA', ['agent'], { cover: 'A', partner: 'zheng-tang' }),
    person('zheng-tang', '郑棠', '370304-GA', ['agent'], { cover: 'B', partner: 'sun-yan' }),
    person('ming-lan', '明岚', '370304-LXB', ['joint-office', 'liaison']),
  ]
  const own = new Set(named.map((one) => one.unit))
  const others = units
    .filter((unit) => !own.has(unit.code) && !['统称', '省级及以上'].includes(unit.kind))
    .flatMap((unit, index) => {
      const id = (role: string) => `${unit.code.split('-')[1]?.toLowerCase() ?? unit.code}-${role}`
      return [
        person(id('liaison'), inventedName(index * 3), unit.code, ['liaison']),
        person(id('agent-a'), inventedName(index * 3 + 1), unit.code, ['agent', 'window-clerk'], {
          cover: 'A',
          partner: id('agent-b'),
        }),
        person(id('agent-b'), inventedName(index * 3 + 2), unit.code, ['agent', 'window-clerk'], {
          cover: 'B',
          partner: id('agent-a'),
        }),
      ]
    })
  return [...named, ...others]
}

/** Everything the demo's endpoint knows beside the list. */
export function demoReference(): readonly ReferenceDocument[] {
  const units = readUnits()
  const calendar = JSON.parse(readFileSync(join(root, 'resources/working-calendar.json'), 'utf8')) as Extract<
    ReferenceDocument,
    { type: 'calendar' }
  >['body']
  return [
    ...units.map((body): ReferenceDocument => ({ id: `unit/${body.code}`, type: 'unit', body })),
    ...staffOf(units).map((body): ReferenceDocument => ({ id: `staff/${body.id}`, type: 'staff', body })),
    { id: 'calendar', type: 'calendar', body: calendar },
    {
      id: 'policy',
      type: 'policy',
      body: {
        ...defaultPolicy,
        fallback: {
          allowed: true,
          afterMinutes: 0,
          citation: '《博山区证明事项核验实施办法（试行）》第三条；联席会议办公室（示例）启用',
        },
      },
    },
  ]
}
