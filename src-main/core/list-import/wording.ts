// Reads the dozen ways in which lists word a method, an archive class and a secrecy level.
import type { ArchiveClass, ExemptionMethod, Secrecy } from '../../../src-shared/domain/exemption-list.ts'

/** First match wins, so the particular stands before the general. */
const methods: readonly (readonly [RegExp, ExemptionMethod])[] = [
  [/^(abolished|data-sharing|commitment|verification|agency|other)$/, 'other'],
  [/保留|仍需|需提交|不实行/u, 'other'],
  [/代办|代为|代跑/u, 'agency'],
  [/告知承诺|承诺/u, 'commitment'],
  [/数据共享|共享|电子证照|信息查询|网络核查|联网|在线查询|数据查询|系统查询/u, 'data-sharing'],
  [/部门核验|核验|协查|核查|函询|函核|部门间|调查核实|内部/u, 'verification'],
  [/直接取消|取消|不再(出具|提供|提交|开具|索要)|无需|免于提交|废止/u, 'abolished'],
  [/凭.*(证|簿|卡)|自主打印|容缺|替代|出示|合并/u, 'other'],
]

/** The method a wording means; null where it says nothing readable. */
export function methodOf(wording: string): ExemptionMethod | null {
  const text = wording.trim()
  if (/^(abolished|data-sharing|commitment|verification|agency|other)$/.test(text))
    return text as ExemptionMethod
  return methods.find(([pattern]) => pattern.test(text))?.[1] ?? null
}

export function archiveClassOf(wording: string): ArchiveClass | null {
  if (/electronic|电子|数据库|信息化/u.test(wording)) return 'electronic'
  if (/incomplete|不全|缺失|查找/u.test(wording)) return 'incomplete'
  return /paper|纸/u.test(wording) ? 'paper' : null
}

/** What is blank or unreadable is unknown, and unknown is treated as a work secret. */
export function secrecyOf(wording: string): Secrecy {
  if (/^(none|无|否|不涉密|公开|非密)$/u.test(wording.trim())) return 'none'
  if (/state-secret|国家秘密|绝密|机密|秘密级/u.test(wording)) return 'state-secret'
  if (/work-secret|工作秘密|内部/u.test(wording)) return 'work-secret'
  return 'unknown'
}
