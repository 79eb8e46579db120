// Units and people are found however their names are typed.
import { expect, it } from 'vitest'
import { searchNames } from './name-search.ts'

const names = ['博山区民政局', '淄博市公安局博山分局', '博山区行政审批服务局', '重庆路街道办事处']
const found = async (text: string) => (await searchNames(names, text)).map((at) => names[at])

it.each([
  ['民政', ['博山区民政局']],
  ['minzheng', ['博山区民政局']],
  ['gaj', ['淄博市公安局博山分局']],
  ['bsq', ['博山区民政局', '博山区行政审批服务局']],
  ['chongqing', ['重庆路街道办事处']],
  ['博山 审批', ['博山区行政审批服务局']],
  ['没有这样的', []],
])('%s', async (text, expected) => {
  expect(await found(text)).toEqual(expected)
})
it('nothing typed is everything', async () => {
  expect(await found('  ')).toEqual(names)
})
