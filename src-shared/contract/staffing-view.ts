// Work that is handed over, and the directory of all units.
import type { Unit } from '../domain/staff.ts'

export type HandedCase = {
  readonly stream: string
  readonly applicantName: string
  readonly serviceItemName: string
  readonly caseNumber: string
}

export type HandedVerification = {
  readonly stream: string
  readonly letterNumber: string
  readonly proofName: string
  readonly demandingUnitName: string
  readonly dueAt: string | null
}

export type WorkOfView = {
  readonly cases: readonly HandedCase[]
  readonly verifications: readonly HandedVerification[]
}

export type HandOverView = WorkOfView & {
  readonly event: string
  readonly fromName: string
  readonly toName: string
  readonly at: string
  readonly remark: string
  readonly confirmedAt: string | null
}

export type HandOversView = {
  readonly toMe: readonly HandOverView[]
  readonly recent: readonly HandOverView[]
}

export type DirectoryPerson = {
  readonly id: string
  readonly name: string
  readonly liaison: boolean
  readonly cover: 'A' | 'B' | null
  readonly telephone: string
  readonly away: boolean
}

export type DirectoryRow = {
  readonly unit: Unit
  readonly own: boolean
  readonly liaisons: readonly DirectoryPerson[]
  readonly agents: readonly DirectoryPerson[]
}

export type DirectoryView = { readonly rows: readonly DirectoryRow[]; readonly total: number }
