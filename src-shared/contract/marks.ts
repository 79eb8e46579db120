// What many views of the desk contract show alike: how far a thing is synced, a clock, a line of a timeline.

/** `local`: kept on this machine, waiting; `synced`: acknowledged by the endpoint; `refused`: set aside with a reason. */
export type SyncMark = 'local' | 'synced' | 'refused'

export type ClockView = {
  readonly state: 'not-started' | 'ample' | 'soon' | 'over' | 'answered'
  readonly dueAt: string | null
  /** Working minutes left, or past due when `over`; used, when answered. */
  readonly minutes: number | null
  /** Left of the whole, 0…1. */
  readonly left: number | null
  readonly calendarKnown: boolean
}

export type TimelineItem = {
  readonly event: string
  readonly stream: string
  readonly kind: string
  readonly at: string
  readonly staffName: string
  readonly unitName: string
  readonly edition: string
  readonly sync: SyncMark
  readonly body: Readonly<Record<string, unknown>>
  readonly proofName: string | null
}
