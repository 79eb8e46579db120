// Every event stands in one ledger at most, and what a ledger says of people leaves masked.
import { expect, it } from 'vitest'
import { caseBodies } from './case.ts'
import { kindsOf, ledgerKinds, ledgerOf, ledgers, maskedWords } from './ledger.ts'
import { supervisionBodies } from './supervision.ts'
import { verificationBodies } from './verification.ts'

it('is made of kinds there are, each in one ledger', () => {
  const kinds = kindsOf('all')
  expect(new Set(kinds).size).toBe(kinds.length)
  const known = Object.keys({ ...caseBodies, ...verificationBodies, ...supervisionBodies })
  for (const kind of kinds) expect(known).toContain(kind)
  for (const ledger of ledgers) for (const kind of ledgerKinds[ledger]) expect(ledgerOf(kind)).toBe(ledger)
  expect(ledgerOf('case-opened')).toBeNull()
})

it.each([
  ['身份证 370304199001012840 已核', '身份证 370304********2840 已核'],
  ['370304900101284', '370304*****1284'],
  ['37030419900101284x。', '370304********284x。'],
  ['电话13800005502', '电话138****5502'],
  ['函号 博审批协函〔2026〕10001号，2026年11月23日', '函号 博审批协函〔2026〕10001号，2026年11月23日'],
  ['1234567890123456789012', '1234567890123456789012'],
])('masks the numbers of people in %s', (text, masked) => expect(maskedWords(text)).toBe(masked))
