// The directory of A2§6: every unit with telephone, fax and official mail, and who asks and answers there. Read from this machine.
import type { DeskQueryInput } from '../../../src-shared/contract/desk.ts'
import type { DirectoryView } from '../../../src-shared/contract/staffing-view.ts'
import { isAway, mayVerify, type Staff, type Unit } from '../../../src-shared/domain/staff.ts'
import { searchNames } from '../search/name-search.ts'
import { type DeskContext, rightNow } from './desk-context.ts'

/** 统称 such as 申请人所在单位, and provincial sources, are nobody who could be called. */
const withoutDesk: readonly string[] = ['统称', '省级及以上']

export async function directoryView(
  context: DeskContext,
  input: DeskQueryInput<'directory'>,
): Promise<DirectoryView> {
  const now = new Date(rightNow(context)).toISOString()
  const people = Map.groupBy(
    [...context.reference.staff.values()].filter((one) => one.active && mayVerify(one)),
    (one) => one.unit,
  )
  const own = context.identity?.enrolment.unit
  const units = [...context.reference.units.values()]
    .filter((unit) => !withoutDesk.includes(unit.kind))
    .sort((one, other) => Number(other.code === own) - Number(one.code === own))
  const names = units.map((unit) => searchedText(unit, people.get(unit.code) ?? []))
  const rows = (await searchNames(names, input.text)).flatMap((at) => {
    const unit = units[at]
    if (unit === undefined) return []
    const staff = (people.get(unit.code) ?? []).map((one) => ({
      id: one.id,
      name: one.name,
      liaison: one.roles.includes('liaison'),
      cover: one.cover,
      telephone: one.telephone,
      away: isAway(one, now),
    }))
    return [
      {
        unit,
        own: unit.code === own,
        liaisons: staff.filter((one) => one.liaison),
        agents: staff.filter((one) => !one.liaison),
      },
    ]
  })
  return { rows, total: units.length }
}

/** Numbers with and without their blanks and dashes; the marks between keep one part from running into the next. */
function searchedText(unit: Unit, staff: readonly Staff[]): string {
  const numbers = [unit.telephone, unit.fax, ...staff.map((one) => one.telephone)]
  return [unit.name, unit.shortName, ...staff.map((one) => one.name), ...numbers, unit.mail].join('（')
}
