// Reads the dozen ways in which lists word a method, an archive class and a secrecy level.
import {
  type ArchiveClass,
  type ExemptionMethod,
  exemptionMethods,
  type Secrecy,
} from '../../../src-shared/domain/exemption-list.ts'

/** What a list says is *not* the method must not be read as one: commitment is closed to some proofs by law. */
const denied =
  /(不(再)?(实行|适用|采用|采取|使用|能|可以|得|宜)|未实行|非)(告知)?承诺(制)?|不(实行|适用|采用)?(数据共享|部门核验|干部代办)/gu

/** First match wins, so the particular stands before the general. */
const methods: readonly (readonly [RegExp, ExemptionMethod])[] = [
  [/(?<!不再|不予|无需)保留|仍(需|须|可|应)|(?<![不无免勿])(?:需要?|须)(申请人)?(提交|提供)/u, 'other'],
  [/代办|代为|代跑|帮办/u, 'agency'],
  [/承诺/u, 'commitment'],
  [
    /共享|电子证照|信息查询|网络核[查验]|联网|在线(查询|核验)|数据(查询|比对|核验)|系统(查询|核验)|自动比对/u,
    'data-sharing',
  ],
  [/改为(出示|提供|提交|声明|居住证)|改凭/u, 'other'],
  [/核验|协查|核查|函询|函核|部门间|调查|核实|内部/u, 'verification'],
  [
    /取消|不再(保留|要求|出具|提供|提交|开具|索要)|(无需|无须|不需要?|不用|免予|免于)(申请人)?(再)?(出具|提供|提交|开具|索要|证明)|废止/u,
    'abolished',
  ],
  [/凭.*(证|簿|卡)|自主打印|容缺|替代|代替|出示|合并|其他/u, 'other'],
]

/** The method a wording means; null where it says nothing readable. */
export function methodOf(wording: string): ExemptionMethod | null {
  const text = wording.trim()
  const named = exemptionMethods.find((method) => method === text)
  if (named !== undefined) return named
  const said = text.replace(denied, '')
  const meaning = (part: string) => methods.find(([pattern]) => pattern.test(part))?.[1] ?? null
  // Of two ways that are open, the first named is the one the authority would rather have.
  return meaning(said.split(/或者?/u)[0] ?? '') ?? meaning(said)
}

export function archiveClassOf(wording: string): ArchiveClass | null {
  if (/incomplete|不全|缺失|查找/u.test(wording)) return 'incomplete'
  if (/electronic|电子|数据库|信息化/u.test(wording)) return 'electronic'
  return /paper|纸/u.test(wording) ? 'paper' : null
}

/**
 * What is blank or unreadable is unknown, and unknown is treated as a work secret. A bare 秘密 is the lowest level of
 * state secrets (保守国家秘密法 §14); in doubt the stricter reading stands.
 */
export function secrecyOf(wording: string): Secrecy {
  const text = wording.trim()
  if (/^(none|无|否|不涉密|非涉密|公开|非密|普通|一般)$/u.test(text)) return 'none'
  if (/state-secret|国家秘密|绝密|机密|(?<!工作)秘密/u.test(text)) return 'state-secret'
  return /work-secret|工作秘密|内部/u.test(text) ? 'work-secret' : 'unknown'
}
