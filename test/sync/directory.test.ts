// The directory of A2§6: found as it is typed, without a line, and corrected by the unit's own administrator for every unit.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTown, type Town } from '../campaign/schedules.ts'
import { enrolClient } from '../enrol-client.ts'
import { bai, demandingUnit, issuingUnit, lin, passcode, zhou } from '../small-town.ts'

describe('the directory', () => {
  let town: Town
  const found = async (text: string) => {
    const { rows } = await town.demanding.desk.view('directory', { text })
    return rows.map((row) => row.unit.code)
  }
  beforeAll(async () => {
    town = await openTown()
  }, 60_000)
  afterAll(() => town.close(), 60_000)

  it('finds a unit by name, pinyin, initials, a person of it, or a number, with the line cut', async () => {
    await town.demanding.line.cut()
    await town.demanding.desk.until('status', {}, ({ link }) => link.state !== 'online', 30_000)
    for (const text of ['民政', 'minzhengju', 'bsqmzj', zhou.name, 'zhouheng', 'mzj@example'])
      expect([text, await found(text)]).toEqual([text, [issuingUnit.code]])
    expect((await found('0533-4000302')).length).toBe(3)
    const { rows } = await town.demanding.desk.view('directory', { text: '' })
    expect(rows[0]).toMatchObject({ own: true, unit: { code: demandingUnit.code }, liaisons: [] })
    expect(rows[0]?.agents.map((one) => one.name)).toEqual([lin.name])
    await town.demanding.line.restore()
    await town.demanding.desk.call('syncNow', {})
    await town.demanding.desk.until('status', {}, ({ link }) => link.state === 'online', 30_000)
  }, 90_000)

  it('is corrected by an administrator of the unit, and every unit is told', async () => {
    const { desk } = town.demanding
    const contacts = { telephone: '0533-4009901', fax: '0533-4009902', mail: 'spj-new@example.gov' }
    expect(await desk.failure('changeDirectory', contacts)).toMatchObject({ code: 'action-not-available' })
    await desk.call('signIn', { staff: bai.id, passcode })
    await desk.call('changeDirectory', contacts)
    const seen = await town.issuing.desk.until('directory', { text: '审批' }, ({ rows }) =>
      rows.some((row) => row.unit.fax === contacts.fax),
    )
    const { telephone, fax, mail } = demandingUnit
    expect(seen.rows[0]?.unit).toEqual({
      ...demandingUnit,
      ...contacts,
      contactChanges: [
        { at: expect.any(String), staff: bai.id, staffName: bai.name, before: { telephone, fax, mail } },
      ],
    })
    await desk.call('signIn', { staff: lin.id, passcode })
  }, 30_000)

  it('the endpoint takes it from nobody else: not from an agent, not for another unit', async () => {
    const code = await town.endpoint.enrolmentCode(issuingUnit.code, '另一窗口')
    const { client } = await enrolClient(town.endpoint.url, code, '另一窗口')
    const contacts = { telephone: '1', fax: '2', mail: '3' }
    for (const staff of [zhou.id, bai.id, 'nobody']) {
      const refused = await client.changeDirectory({ staff, ...contacts }).catch((thrown: unknown) => thrown)
      expect(refused).toMatchObject({ coded: { code: 'event-action-not-available' } })
    }
    expect((await town.demanding.desk.view('directory', { text: '民政' })).rows[0]?.unit).toEqual(issuingUnit)
  }, 30_000)
})
