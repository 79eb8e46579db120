// What is recorded in a reference document of its changes, on both databases: two who change it at once, and an import, lose none of it.
import { afterAll, describe, expect, test } from 'vitest'
import { defaultPolicy, type ReferenceDocument } from '../src-shared/domain/reference.ts'
import type { Staff } from '../src-shared/domain/staff.ts'
import { changeDirectory } from './feeds.ts'
import { setPolicy } from './set-policy.ts'
import {
  approvals,
  jointOffice,
  prepareHall,
  reference,
  stopPostgres,
  storeKinds,
} from './small-hall.fixture.ts'

afterAll(stopPostgres)

const lin = reference.find((one) => one.id === 'staff/lin')?.body as Staff
const administrators = ['one', 'two', 'three'].map(
  (id): ReferenceDocument => ({
    id: `staff/${id}`,
    type: 'staff',
    body: { ...lin, id, name: id, roles: ['administrator'] },
  }),
)

describe.each(storeKinds)('on %s', (kind) => {
  test('a directory corrected by three at once keeps who said what, each before the next', async () => {
    const hall = await prepareHall(kind)
    await hall.onStore(async (store) => {
      await store.putDocuments(administrators)
      await Promise.all(
        administrators.map(({ body }) => {
          const { id } = body as Staff
          return changeDirectory(store, approvals, { staff: id, telephone: id, fax: '', mail: '' })
        }),
      )
      const document = await store.readDocument(`unit/${approvals}`)
      if (document?.type !== 'unit') throw new Error('no unit')
      const { telephone, contactChanges = [] } = document.body
      expect(contactChanges.map((one) => one.staff).sort()).toEqual(['one', 'three', 'two'])
      const numbers = [telephone, ...contactChanges.map((one) => one.before.telephone)]
      expect(numbers.slice(0, -1)).toEqual(contactChanges.map((one) => one.staff))
    })
    hall.remove()
  })

  test('a policy decided by two at once keeps both decisions', async () => {
    const hall = await prepareHall(kind)
    await hall.onStore(async (store) => {
      const terms = { allowed: true, afterMinutes: 30, citation: '第三条' }
      const decide = (reason: string) => setPolicy(store, jointOffice, { staff: 'ming', reason, terms })
      await Promise.all([decide('传真机检修'), decide('检修完毕')])
      const document = await store.readDocument('policy')
      const decisions = document?.type === 'policy' ? document.body.fallback.decisions : []
      expect(decisions?.map((one) => one.reason).sort()).toEqual(['传真机检修', '检修完毕'])
    })
    hall.remove()
  })

  test('a reference imported anew keeps the record of what was corrected and decided', async () => {
    const hall = await prepareHall(kind)
    await hall.onStore(async (store) => {
      await store.putDocuments(administrators)
      const numbers = { telephone: '0533-4000309', fax: '', mail: '' }
      await changeDirectory(store, approvals, { staff: 'one', ...numbers })
      const terms = { allowed: true, afterMinutes: 30, citation: '第三条' }
      await setPolicy(store, jointOffice, { staff: 'ming', reason: '传真机检修', terms })
      const policy: ReferenceDocument = { id: 'policy', type: 'policy', body: defaultPolicy }
      await store.putDocuments([...reference.filter((one) => one.id !== 'policy'), policy])
      expect(await store.readDocument(`unit/${approvals}`)).toMatchObject({
        body: { contactChanges: [{ staff: 'one' }] },
      })
      expect(await store.readDocument('policy')).toMatchObject({
        body: { fallback: { ...defaultPolicy.fallback, decisions: [{ reason: '传真机检修' }] } },
      })
      // And the same file once more changes nothing.
      expect(await store.putDocuments([policy])).toBe(0)
    })
    hall.remove()
  })
})
