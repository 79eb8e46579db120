// Times as the desk shows them: China time on every machine, and a clock that ticks once a minute.
import { useSyncExternalStore } from 'react'

const zone = { timeZone: 'Asia/Shanghai', hourCycle: 'h23' } as const
const clock = new Intl.DateTimeFormat('en-GB', { ...zone, hour: '2-digit', minute: '2-digit' })
const date = new Intl.DateTimeFormat('en-CA', { ...zone, year: 'numeric', month: '2-digit', day: '2-digit' })

/** `10:32` */
export function clockTime(iso: string): string {
  return iso === '' ? '' : clock.format(new Date(iso))
}
/** `2026-10-14` */
export function dateOf(iso: string): string {
  return iso === '' ? '' : date.format(new Date(iso))
}
/** `10:32` today, else `10-13 10:32`. */
export function shortTime(iso: string, now: number = Date.now()): string {
  if (iso === '') return ''
  const day = dateOf(iso)
  return day === date.format(now) ? clockTime(iso) : `${day.slice(5)} ${clockTime(iso)}`
}
/** `2026-10-14 10:32` */
export function longTime(iso: string): string {
  return iso === '' ? '' : `${dateOf(iso)} ${clockTime(iso)}`
}
/** Whole minutes since, never below zero. */
export function minutesSince(iso: string, now: number = Date.now()): number {
  return Math.max(0, Math.floor((now - Date.parse(iso)) / 60_000))
}
/** How many days ahead of today, by the calendar. */
export function daysAhead(iso: string, now: number = Date.now()): number {
  return Math.round((Date.parse(dateOf(iso)) - Date.parse(date.format(now))) / 86_400_000)
}
/** Value of a `datetime-local` field (China time) for an ISO time, and back. */
export function toField(iso: string): string {
  return iso === '' ? '' : `${dateOf(iso)}T${clockTime(iso)}`
}
export function fromField(text: string): string {
  return text === '' ? '' : new Date(`${text}:00+08:00`).toISOString()
}
/** `00:42`, hours and minutes; days in front where there are any. */
export function duration(minutes: number): string {
  const pad = (value: number) => String(value).padStart(2, '0')
  const days = Math.floor(minutes / 1440)
  const rest = `${pad(Math.floor((minutes % 1440) / 60))}:${pad(minutes % 60)}`
  return days > 0 ? `${days}d ${rest}` : rest
}

let minute = Math.floor(Date.now() / 60_000)
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | null = null

/** Now, to the minute; what uses it is drawn again once a minute and not more often. */
export function useMinute(): number {
  const at = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      timer ??= setInterval(() => {
        const next = Math.floor(Date.now() / 60_000)
        if (next === minute) return
        minute = next
        for (const one of listeners) one()
      }, 1000)
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0 || timer === null) return
        clearInterval(timer)
        timer = null
      }
    },
    () => minute,
  )
  return at * 60_000
}
