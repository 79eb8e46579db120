// The reports of recoveries: one folder each below `set-aside/`, with the damaged files, `report.json` and a page for people.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { DamageKind, RecoveryReport } from '../../../../src-shared/contract/store-care.ts'
import { readIfThere, writeDurably } from '../keys/durable-file.ts'
import type { StoreFiles } from '../store-files.ts'

const reportPath = (files: StoreFiles, folder: string): string => join(files.setAside, folder, 'report.json')

/** All reports, newest first; a folder without one is a recovery that is not complete. */
export function listReports(files: StoreFiles): readonly RecoveryReport[] {
  if (!existsSync(files.setAside)) return []
  return readdirSync(files.setAside)
    .toSorted()
    .toReversed()
    .flatMap((folder): RecoveryReport[] => {
      try {
        const report = JSON.parse(readIfThere(reportPath(files, folder)) ?? '') as RecoveryReport
        return report.form === 1 ? [report] : []
      } catch {
        return []
      }
    })
}

export function writeReport(files: StoreFiles, report: RecoveryReport): void {
  writeDurably(reportPath(files, report.folder), JSON.stringify(report, null, 1))
  writeDurably(join(files.setAside, report.folder, '恢复报告.txt'), pageOf(report))
}

const damageWords: Readonly<Record<DamageKind, string>> = {
  missing: '库文件不见了',
  header: '库文件的文件头读不出，或不是本窗口的库',
  pages: '库文件有页面损坏',
  behind: '库文件比已经确认的记录旧：日志丢失、被截断，或被换成了旧文件',
}

/** For whoever looks after the machine; counts only, no person's data. */
function pageOf(report: RecoveryReport): string {
  const { backup, salvaged, notFound, fromEndpoint } = report
  const count = (value: number | null) => (value === null ? '无法确定' : String(value))
  return `${[
    '无证明窗口 本机库恢复报告',
    `时间：${report.at}`,
    `损坏：${damageWords[report.damage]}（${report.detail}）`,
    '原文件：整份放在本文件夹，没有改动，没有删除',
    backup === null ? '备份：没有可用的备份' : `备份：${backup.madeAt} 的备份，事件 ${backup.events} 条`,
    `从损坏的文件里抢救：事件 ${salvaged.events} 条，其中未同步 ${salvaged.unsent} 条；清单 ${salvaged.entries} 条；名录 ${salvaged.reference} 条`,
    `抢救出的本机资料：${salvaged.local.join('、') || '无'}`,
    `读到但不完整、没有采用的事件：${salvaged.unproven} 条`,
    `本窗口已办而备份和原文件里都没有的：${count(notFound)} 条`,
    `其中从端点取回：${fromEndpoint === null ? '尚未连上端点' : `${fromEndpoint} 条`}`,
    report.enrolmentLost ? '窗口的入网资料没有找到，须重新入网' : '窗口的入网资料完好',
    `已知悉：${report.acknowledgedAt ?? '还没有人确认'}`,
  ].join('\r\n')}\r\n`
}

/** Changes a report; one that is gone or of another form stays as it is. */
export function updateReport(files: StoreFiles, folder: string, change: Partial<RecoveryReport>): void {
  const report = listReports(files).find((one) => one.folder === folder)
  if (report !== undefined) writeReport(files, { ...report, ...change })
}
