// Composes exemption lists of any size from the sample list: real names and codes, varied the way such lists vary. Seeded.
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import Papa from 'papaparse'
import {
  archiveClasses,
  type ExemptionMethod,
  exemptionMethods,
  type ListEntry,
  secrecyLevels,
} from '../../src-shared/domain/exemption-list.ts'

const sampleFile = fileURLToPath(new URL('../../resources/sample/exemption-list.csv', import.meta.url))

const words = (text: string): readonly string[] => text.split(' ')
const fields = words('家庭 农村 城镇 道路 水上 食品 药品 医疗器械 特种设备 危险化学品 建设工程')
const things = words(
  '旅客运输 货物运输 生产 经营场所 从业人员 安全管理 质量检测 排污 占用挖掘 广告设施 仓储 技术服务 检验机构 培训机构 ' +
    '救助 补贴 承包经营权 用地 取水 职业资格',
)
const acts = words('许可 备案 登记 核发 审批 确认 年审 申领 给付 转移接续 资格认定 验收')
const cases = words(
  ' （新办） （变更） （延续） （补办） （注销） （变更法定代表人） （县级权限） （个人） （单位） （首次） （遗失补领） ' +
    '（跨区迁移） （变更经营场所） （未成年人） （残疾人）',
)
const towns = words('城东 城西 山头 域城 白塔 八陡 石马 北博山 博山 源泉 池上')
const subjects = words(
  '申请人 被继承人 法定代表人 共同生活成员 监护人 从业人员 出租人 投资人 代办人 配偶 用人单位 经营场所 承包方 施工单位 ' +
    '车辆所有人',
)
const matters = words(
  '亲属关系 无犯罪记录 收入状况 居住 婚姻登记档案 学历 健康状况 死亡 户籍信息 无房 参保缴费 纳税 资金来源 残疾状况 ' +
    '在校就读 工作年限 产权 经济困难 安全培训 环境影响',
)
const kinds = words('证明 证书 材料 情况说明 登记表 批准文件 档案证明')

/** A repeatable source of numbers in [0, 1). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const member = <Value extends string>(
  values: readonly Value[],
  value: string | undefined,
  otherwise: Value,
): Value => values.find((one) => one === value) ?? otherwise

/** The sample list's rows as entries of one edition. */
export function sampleEntries(): readonly ListEntry[] {
  if (!existsSync(sampleFile)) throw new Error('resources/sample/exemption-list.csv is missing')
  const text = readFileSync(sampleFile, 'utf8').replace(/^\uFEFF/, '')
  const { data } = Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true })
  return data.map((row) => {
    const method: ExemptionMethod = member(exemptionMethods, row.method, 'other')
    const excluded = /^yes：(.+)$/.exec(row.commitment_excluded ?? '')?.[1] ?? null
    return {
      id: `sample-${row.entry_no}`,
      edition: '2026-2',
      entryNumber: row.entry_no ?? '',
      proofName: row.proof_name ?? '',
      proofPurpose: row.proof_purpose ?? '',
      serviceItemName: row.service_item_name ?? '',
      serviceItemCode: row.service_item_code ?? '',
      codeScheme: row.code_scheme ?? '',
      legalBasis: row.legal_basis ?? '',
      basisRank: row.basis_rank ?? '',
      demandingUnit: row.demanding_unit ?? '',
      issuingUnit: row.issuing_unit ?? '',
      level: row.level ?? '',
      method,
      methodWording: row.method_wording ?? '',
      archiveClass: archiveClasses.find((one) => one === row.archive_class) ?? null,
      secrecy: member(secrecyLevels, row.secrecy, 'unknown'),
      commitmentExcluded: excluded,
      followUp: row.follow_up === '' ? null : (row.follow_up ?? null),
      questions: (row.questions ?? '').split('|').filter((question) => question !== ''),
      note: row.note ?? '',
    }
  })
}

/** As many entries as asked: the sample whole, then service items with one to six proofs each; equal seed, equal list. */
export function composeEntries(count: number, seed: number): ListEntry[] {
  const sample = sampleEntries()
  const random = seeded(seed)
  const pick = <Value>(values: readonly Value[]): Value =>
    values[Math.floor(random() * values.length)] as Value
  const composed: ListEntry[] = sample.slice(0, count)

  function itemName(): string {
    const turn = random()
    if (turn < 0.35) return `${pick(sample).serviceItemName}${pick(cases)}`
    if (turn < 0.45) return `${pick(towns)}${random() < 0.5 ? '镇' : '街道'}${pick(sample).serviceItemName}`
    const second = random() < 0.3 ? `、${pick(things)}` : ''
    return `${pick(fields)}${pick(things)}${second}${pick(acts)}${pick(cases)}`
  }
  function proofName(): string {
    const turn = random()
    if (turn < 0.4) return pick(sample).proofName
    return `${turn < 0.9 ? pick(subjects) : ''}${pick(matters)}${pick(kinds)}`
  }
  const digits = (length: number) => String(Math.floor(random() * 10 ** length)).padStart(length, '0')

  while (composed.length < count) {
    const name = itemName()
    const unit = pick(sample).demandingUnit
    const code =
      random() < 0.7
        ? `370304${pick(['A', 'B', 'F', 'G', 'Z'])}${digits(8)}-370304000000-000-1137030400${digits(6)}${pick(['M', 'X', 'N'])}-1-00`
        : `0001${digits(8)}`
    const proofs = 1 + Math.floor(random() * random() * 6)
    for (let proof = 0; proof < proofs && composed.length < count; proof += 1) {
      const model = pick(sample)
      const number = composed.length + 1
      composed.push({
        ...model,
        id: `composed-${seed}-${number}`,
        entryNumber: `示例-${number}`,
        serviceItemName: name,
        serviceItemCode: code,
        codeScheme: '示例编码',
        demandingUnit: unit,
        proofName: proofName(),
      })
    }
  }
  return composed
}
