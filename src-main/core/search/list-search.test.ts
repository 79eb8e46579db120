// The search against a plain scan of the same entries, its ranking and marks by example, and its upkeep against a rebuild.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SearchAnswer } from '../../../src-shared/contract/search-view.ts'
import type { ListEntry } from '../../../src-shared/domain/exemption-list.ts'
import { serviceItemKey } from './list-holdings.ts'
import { createListSearch } from './list-search.ts'
import { loadReadings } from './pinyin-readings.ts'

const plain: ListEntry = {
  id: 'one',
  edition: '2026-2',
  entryNumber: '1',
  proofName: '亲属关系证明',
  proofPurpose: '',
  serviceItemName: '户口注销',
  serviceItemCode: '000109012000',
  codeScheme: '基本编码',
  legalBasis: '',
  basisRank: '',
  demandingUnit: '博山区公安分局',
  issuingUnit: '',
  level: '区',
  method: 'verification',
  methodWording: '',
  archiveClass: 'paper',
  secrecy: 'none',
  commitmentExcluded: null,
  followUp: null,
  questions: [],
  note: '',
}
let last = 0
function entry(over: Partial<ListEntry>): ListEntry {
  last += 1
  return { ...plain, id: `entry-${last}`, entryNumber: `示例-${last}`, ...over }
}
function searchOver(...entries: readonly ListEntry[]) {
  const search = createListSearch()
  search.load(entries)
  return search
}
const itemNames = (answer: SearchAnswer) => answer.items.map((item) => item.name)
const marked = (name: string, marks: readonly (readonly [number, number])[]) =>
  marks.map(([start, end]) => name.slice(start, end))

const desk = searchOver(
  entry({ serviceItemName: '户口注销（死亡）', serviceItemCode: '000109012000' }),
  entry({ serviceItemName: '户口注销（死亡）', serviceItemCode: '000109012000', proofName: '火化证明' }),
  entry({
    serviceItemName: '户口注销（参军入伍）',
    serviceItemCode: '000109012001',
    proofName: '入伍批准书',
  }),
  entry({ serviceItemName: '重复户口注销', serviceItemCode: '000109012004', proofName: '户籍信息' }),
  entry({ serviceItemName: '户外广告设施开设注销', serviceItemCode: '000117021003', proofName: '场地证明' }),
  entry({ serviceItemName: '最低生活保障', serviceItemCode: 'G-000007-001', proofName: '收入证明' }),
  entry({
    serviceItemName: '银行行政许可',
    serviceItemCode: '511F09014002-511602',
    proofName: '银行存款证明',
  }),
  entry({ serviceItemName: '女律师执业', serviceItemCode: '', proofName: '绿化证明' }),
  entry({ serviceItemName: '80 周岁以上老年人高龄津贴', serviceItemCode: '3', proofName: '户口注销证明' }),
  entry({
    serviceItemName: '机密事项',
    serviceItemCode: '4',
    proofName: '绝密材料',
    secrecy: 'state-secret',
  }),
)

describe('what a clerk types', () => {
  it.each([
    ['part of a name', '参军', ['户口注销（参军入伍）']],
    ['full width and upper case', 'ｇ－００', ['最低生活保障']],
    ['part of a code', '09014002-5', ['银行行政许可']],
    ['beginning of a code', '0001090120', ['户口注销（死亡）', '户口注销（参军入伍）', '重复户口注销']],
    ['pinyin', 'chongfuhukou', ['重复户口注销']],
    ['pinyin with blanks', 'chong fu hu kou', ['重复户口注销']],
    ['pinyin not yet finished', 'chongfuhuk', ['重复户口注销']],
    ['the other reading of a polyphone', 'zhongfuhukou', ['重复户口注销']],
    ['each reading in its place', 'yinhangxingzheng', ['银行行政许可']],
    ['ü as v', 'nvlvshi', ['女律师执业']],
    ['ü as itself', 'nülü', ['女律师执业']],
    ['ü as u', 'nulushi', ['女律师执业']],
    ['tone marks', 'Chóngfù', ['重复户口注销']],
    ['initials and characters', '户kzx参', ['户口注销（参军入伍）']],
    ['two words', '注销 死亡', ['户口注销（死亡）']],
    ['two words in any order', '死亡　hk', ['户口注销（死亡）']],
    ['a name without its blank', '80周岁', ['80 周岁以上老年人高龄津贴']],
    ['an abbreviation', '低保', ['最低生活保障']],
    ['a character that sounds the same', '重复户口注消', ['重复户口注销']],
    ['too many wrong characters', '最低声明保费', []],
    ['one wrong character', '最低生括保障', ['最低生活保障']],
    ['two letters changed over', 'chognfuhukou', ['重复户口注销']],
  ])('%s: %s', async (_, text, names) => {
    expect(itemNames(await desk.search(text, 20))).toEqual(names)
  })

  it('ranks as the desk shows it: prefix, more proofs, part, gaps', async () => {
    const answer = await desk.search('hkzx', 20)
    expect(itemNames(answer)).toEqual([
      '户口注销（死亡）',
      '户口注销（参军入伍）',
      '重复户口注销',
      '户外广告设施开设注销',
    ])
    expect(answer.items.map((item) => marked(item.name, item.highlights))).toEqual([
      ['户口注销'],
      ['户口注销'],
      ['户口注销'],
      ['户', '开', '注销'],
    ])
    expect(answer.items[0]?.proofs).toBe(2)
    expect(
      answer.byProof.map((hit) => [hit.serviceItemName, ...marked(hit.proofName, hit.highlights)]),
    ).toEqual([['80 周岁以上老年人高龄津贴', '户口注销']])
  })

  it('puts a name as written before one that only sounds so', async () => {
    const search = searchOver(
      entry({ serviceItemName: '办理KTV登记' }),
      entry({ serviceItemName: '开天窗' }),
      entry({ serviceItemName: 'KTV' }),
    )
    expect(itemNames(await search.search('kt', 9))).toEqual(['KTV', '办理KTV登记', '开天窗'])
  })

  it('puts what the own unit demands first among equals, and never before a better fit', async () => {
    const search = searchOver(
      entry({ serviceItemName: '失业保险登记', demandingUnit: '乙局' }),
      entry({ serviceItemName: '失业保险注销', demandingUnit: '甲局' }),
      entry({ serviceItemName: '失业保险', demandingUnit: '丙局' }),
    )
    const all = ['失业保险', '失业保险注销', '失业保险登记']
    expect(itemNames(await search.search('失业保险', 9))).toEqual(all)
    expect(itemNames(await search.search('失业保险', 9, '乙局'))).toEqual([all[0], all[2], all[1]])
    const { byProof } = await search.search('亲属关系', 9, '乙局')
    expect(byProof.map((hit) => hit.demandingUnit)).toEqual(['乙局', '丙局', '甲局'])
  })

  it('finds a proof together with a word of the item', async () => {
    const answer = await desk.search('最低 收入', 20)
    expect(answer.items).toEqual([])
    expect(answer.byProof.map((hit) => hit.proofName)).toEqual(['收入证明'])
  })

  it('shows of a state secret that it exists and no more', async () => {
    expect((await desk.search('绝密', 20)).byProof).toEqual([])
    const [item] = (await desk.search('机密', 20)).items
    expect(item?.proofs).toBe(1)
    const view = desk.readServiceItem(item?.serviceItem ?? '')
    expect(view?.entries).toHaveLength(1)
    expect(JSON.stringify(view)).not.toContain('绝密')
  })

  it('reads an item with its entries as the list numbers them', () => {
    const search = searchOver(
      entry({ entryNumber: '10', proofName: '乙' }),
      entry({ entryNumber: '9', proofName: '甲' }),
    )
    const view = search.readServiceItem(serviceItemKey(plain))
    expect(view?.entries.map((one) => one.proofName)).toEqual(['甲', '乙'])
    expect(view?.codeScheme).toBe('基本编码')
    expect(search.readServiceItem('')).toBeNull()
  })

  it('lets a search wait for a load under way and a change count after it', async () => {
    const search = createListSearch()
    const entries = Array.from({ length: 5_000 }, (_, at) => entry({ serviceItemName: `事项${at}` }))
    const loading = search.loadInSteps(Promise.resolve(entries))
    search.apply({ put: [entry({ serviceItemName: '后来事项' })], remove: [entries[0]?.id ?? ''] })
    expect(itemNames(await search.search('后来', 5))).toEqual(['后来事项'])
    await loading
    expect(search.size).toBe(5_000)
  })
})

describe('a snapshot', () => {
  const rows = [
    entry({ serviceItemName: '户口登记', proofName: '出生医学证明' }),
    entry({ serviceItemName: '机密事项', proofName: '绝密材料', secrecy: 'state-secret' }),
  ]
  it('answers searches while the store is read, and names no secret', async () => {
    const bytes = searchOver(...rows).snapshot()
    expect(Buffer.from(bytes).toString()).not.toContain('绝密')
    const search = createListSearch()
    expect(search.restore(bytes)).toBe(true)
    const source = Promise.withResolvers<readonly ListEntry[]>()
    const loading = search.loadInSteps(source.promise)
    const { items, byProof } = await search.search('csyx', 9)
    expect([items.length, byProof.map((hit) => hit.proofName)]).toEqual([0, ['出生医学证明']])
    const [hit] = byProof
    expect(search.readServiceItem(hit?.serviceItem ?? '')).toBeNull()
    search.apply({ put: [entry({ serviceItemName: '后来事项' })], remove: [] })
    expect(itemNames(await search.search('后来', 9))).toEqual(['后来事项'])
    source.resolve(rows)
    await loading
    expect(search.readServiceItem(hit?.serviceItem ?? '')?.entries).toEqual([rows[0]])
    expect(itemNames(await search.search('后来', 9))).toEqual(['后来事项'])
  })

  it('is refused where it is damaged', () => {
    const search = createListSearch()
    const good = Buffer.from(searchOver(...rows).snapshot())
    for (const bad of [
      '',
      'null',
      '{}',
      good.toString().replace('"form":1', '"form":0'),
      good.toString().slice(0, -9),
    ])
      expect(search.restore(Buffer.from(bad))).toBe(false)
    expect(search.restore(Buffer.from('{"form":1,"texts":["a"],"rows":[0,0,0,0,9,0,0]}'))).toBe(false)
    expect(search.size).toBe(0)
  })

  it('keeps what it held when the store cannot be read', async () => {
    const search = searchOver(...rows)
    await expect(search.loadInSteps(Promise.reject(new Error('gone')))).rejects.toThrow('gone')
    expect(search.size).toBe(2)
    expect(itemNames(await search.search('登记', 9))).toEqual(['户口登记'])
  })
})

// A small alphabet, so that random queries hit: polyphones, ü, letters, digits, marks and blanks among them.
const character = fc.constantFrom(...'户口注销重行长女律银区死亡证明aK8（）· ')
const name = fc.string({ unit: character, minLength: 1, maxLength: 9 })
const randomEntry = fc.record({
  serviceItemName: name,
  serviceItemCode: fc.constantFrom('', '511A-01', '511a-02', '000109', 'G-7'),
  proofName: name,
  demandingUnit: fc.constantFrom('甲局', '乙局'),
  secrecy: fc.constantFrom('none', 'none', 'none', 'state-secret' as const),
})
const numbered = (rows: readonly Partial<ListEntry>[]) =>
  rows.map((row, at): ListEntry => ({ ...plain, ...row, id: `e${at}`, entryNumber: `${at}` }))
const list = fc.array(randomEntry, { maxLength: 25 }).map(numbered)

const fold = (text: string) => text.toLowerCase().replace(/[（）·\s]/g, '')
/** The plainest reading of the rules: every way a name may be typed, begun anywhere. */
function typedSo(text: string, word: string, readingsOf: (unit: number) => readonly string[]): boolean {
  const fits = (at: number, left: string): boolean => {
    if (left === '') return true
    const unit = text[at]
    if (unit === undefined) return false
    if (left.startsWith(unit) && fits(at + 1, left.slice(1))) return true
    return readingsOf(unit.charCodeAt(0)).some(
      (reading) =>
        (left.length < reading.length && reading.startsWith(left)) ||
        [reading, reading.slice(0, 1), /^[zcs]h/.exec(reading)?.[0] ?? reading].some(
          (typed) => left.startsWith(typed) && fits(at + 1, left.slice(typed.length)),
        ),
    )
  }
  return [...text].some((_, at) => fits(at, word))
}

/** What a query must find, by scanning everything. */
async function scan(entries: readonly ListEntry[], words: readonly string[]) {
  const readingsOf = await loadReadings()
  const inName = (text: string, word: string) => typedSo(fold(text), fold(word), readingsOf)
  const inCode = (one: ListEntry, word: string) => {
    const [code, sought] = [one.serviceItemCode.toLowerCase(), word.toLowerCase()]
    return /^[!-~]+$/.test(sought) && (/\d/.test(sought) ? code.includes(sought) : code.startsWith(sought))
  }
  const inItem = (one: ListEntry, word: string) => inName(one.serviceItemName, word) || inCode(one, word)
  const items = entries.filter((one) => words.every((word) => inItem(one, word))).map(serviceItemKey)
  const byProof = entries
    .filter((one) => one.secrecy !== 'state-secret' && words.some((word) => inName(one.proofName, word)))
    .filter((one) => words.every((word) => inName(one.proofName, word) || inItem(one, word)))
    .map((one) => `${serviceItemKey(one)}|${one.proofName}`)
  return { items: new Set(items), byProof: new Set(byProof) }
}

const part = (entries: readonly ListEntry[], seed: readonly [number, number, number], fallback: string) => {
  const one = entries[seed[0] % Math.max(1, entries.length)]
  const text = one === undefined ? fallback : seed[2] % 2 === 0 ? one.serviceItemName : one.proofName
  const start = seed[1] % Math.max(1, text.length)
  const word = text.slice(start, start + 1 + (seed[2] % 4)).replaceAll(' ', '')
  return fold(word) === '' ? fallback : word
}
const seeds = fc.tuple(fc.nat(1_000), fc.nat(1_000), fc.nat(1_000))

describe('against a plain scan', () => {
  async function expectScan(entries: readonly ListEntry[], words: readonly string[]) {
    const answer = await searchOver(...entries).search(words.join(' '), 1_000)
    const expected = await scan(entries, words)
    const items = answer.items.map((item) => item.serviceItem)
    const byProof = answer.byProof.map((hit) => `${hit.serviceItem}|${hit.proofName}`)
    expect(new Set(items).size).toBe(items.length)
    if (expected.items.size + expected.byProof.size === 0) return
    // Behind few hits come looser ones (gaps); before them stands exactly what the scan finds.
    expect(new Set(items.slice(0, expected.items.size))).toEqual(expected.items)
    if (words.length > 1) expect(items.length).toBe(expected.items.size)
    expect(new Set(byProof)).toEqual(expected.byProof)
  }

  it('finds the same parts of names and codes', async () => {
    await fc.assert(
      fc.asyncProperty(
        list,
        seeds,
        fc.constantFrom('511', '1a-0', 'g', 'K8'),
        async (entries, seed, code) => {
          await expectScan(entries, [part(entries, seed, code)])
          await expectScan(entries, [code])
        },
      ),
      { numRuns: 150 },
    )
  })

  it('finds the same initials, pinyin and mixtures', async () => {
    const readingsOf = await loadReadings()
    await fc.assert(
      fc.asyncProperty(
        list,
        seeds,
        fc.array(fc.nat(30), { minLength: 8, maxLength: 8 }),
        async (entries, seed, turns) => {
          const typed = [...fold(part(entries, seed, 'hk'))].map((unit, at) => {
            const turn = turns[at % turns.length] ?? 0
            const readings = readingsOf(unit.charCodeAt(0))
            const reading = readings[turn % Math.max(1, readings.length)]
            if (reading === undefined || turn % 3 === 0) return unit
            return turn % 3 === 1 ? reading : reading.slice(0, 1)
          })
          await expectScan(entries, [typed.join('')])
        },
      ),
      { numRuns: 150 },
    )
  })

  it('finds the same for several words', async () => {
    await fc.assert(
      fc.asyncProperty(list, seeds, seeds, async (entries, one, other) => {
        const words = [part(entries, one, 'hk'), part(entries, other, '证明')]
        if (fold(words[0] ?? '') !== fold(words[1] ?? '')) await expectScan(entries, words)
      }),
      { numRuns: 150 },
    )
  })

  it('marks only what is in the name, in order', async () => {
    await fc.assert(
      fc.asyncProperty(list, fc.string({ unit: character, maxLength: 5 }), async (entries, text) => {
        const { items, byProof } = await searchOver(...entries).search(text, 100)
        for (const [written, marks] of [
          ...items.map((item) => [item.name, item.highlights] as const),
          ...byProof.map((hit) => [hit.proofName, hit.highlights] as const),
        ]) {
          let before = -1
          for (const [start, end] of marks) {
            expect(start).toBeGreaterThan(before)
            expect(end).toBeGreaterThan(start)
            expect(end).toBeLessThanOrEqual(written.length)
            before = end
          }
        }
      }),
      { numRuns: 150 },
    )
  })
})

describe('upkeep', () => {
  const queries = ['户口', 'hk', 'zm', '511', '证明 户', 'nvlv', '口销', '明户口']
  const answers = (search: ReturnType<typeof createListSearch>) =>
    Promise.all(
      queries.map(async (text) => {
        const { items, byProof } = await search.search(text, 7)
        return { items, byProof, views: items.map((item) => search.readServiceItem(item.serviceItem)) }
      }),
    )

  it('answers after changes as a search filled anew', async () => {
    const changes = fc.array(
      fc.record({
        put: fc.array(fc.tuple(fc.nat(30), randomEntry), { maxLength: 8 }),
        remove: fc.array(fc.nat(30), { maxLength: 8 }),
      }),
      { maxLength: 5 },
    )
    await fc.assert(
      fc.asyncProperty(list, changes, async (entries, steps) => {
        const kept = searchOver(...entries)
        const rows = new Map(entries.map((one) => [one.id, one]))
        for (const step of steps) {
          const put = step.put.map(
            ([at, row]): ListEntry => ({ ...plain, ...row, id: `e${at}`, entryNumber: `${at}` }),
          )
          const remove = step.remove.map((at) => `e${at}`)
          await kept.search('hk', 3)
          kept.apply({ put, remove })
          for (const id of remove) rows.delete(id)
          for (const one of put) rows.set(one.id, one)
        }
        const anew = searchOver(...[...rows.values()].reverse())
        expect(kept.size).toBe(anew.size)
        expect(await answers(kept)).toEqual(await answers(anew))
      }),
      { numRuns: 60 },
    )
  })

  it('never throws, whatever is typed', async () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({ unit: character, maxLength: 200 }),
      fc.constantFrom(
        'zhzhzhzhzhzhzhzhzhzhzhzhzhzhzhzhzhzhzh',
        '\ud842',
        '\u0000',
        '.*',
        '\\',
        '\n',
        '__proto__',
      ),
    )
    await fc.assert(
      fc.asyncProperty(list, anything, fc.integer({ min: 1, max: 100 }), async (entries, text, limit) => {
        for (const search of [desk, searchOver(...entries)]) {
          const answer = await search.search(text, limit)
          expect(answer.items.length).toBeLessThanOrEqual(limit)
          expect(answer.byProof.length).toBeLessThanOrEqual(limit)
          expect(search.readServiceItem(text)).toBeNull()
        }
      }),
      { numRuns: 200 },
    )
  })
})
