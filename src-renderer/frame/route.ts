// Where the desk stands: page and parameters, with the way back. No address bar, no history of the browser.
import { create } from 'zustand'

export const pageNames = [
  'workbench',
  'lookup',
  'cases',
  'inbox',
  'outbox',
  'ledger',
  'directory',
  'figures',
  'supervision',
  'settings',
  'case',
  'applicant',
  'new-case',
  'import',
] as const
export type PageName = (typeof pageNames)[number]

/**
 * Parameters by page. `case`: `case` and, to stand on a proof, `entry`. `new-case`: `serviceItem`. `lookup`: `text` and
 * `serviceItem` from the search box. `cases`: `text`. `inbox`: `verification`. `directory`: `unit`. `applicant`: `case`.
 */
export type RouteParams = Readonly<
  Partial<Record<'case' | 'entry' | 'serviceItem' | 'text' | 'unit' | 'verification', string>>
>
export type Route = { readonly page: PageName; readonly params: RouteParams }

/** Longest way back that is kept. */
const longestWay = 30
const start: Route = { page: 'workbench', params: {} }

/** The way after one more step; a step to where one stands already is none. */
export function stepTo(way: readonly Route[], route: Route): readonly Route[] {
  const last = way.at(-1)
  if (last !== undefined && JSON.stringify(last) === JSON.stringify(route)) return way
  return [...way, route].slice(-longestWay)
}

type RouteStore = {
  readonly route: Route
  readonly way: readonly Route[]
  go(page: PageName, params?: RouteParams): void
  /** To the page before; the workbench from the first one. */
  back(): void
  /** Forgets where the last person stood. */
  reset(): void
}

export const useRoute = create<RouteStore>()((set, get) => ({
  route: start,
  way: [start],
  go(page, params = {}) {
    const way = stepTo(get().way, { page, params })
    set({ way, route: way.at(-1) ?? start })
  },
  back() {
    const way = get().way.slice(0, -1)
    set(way.length === 0 ? { way: [start], route: start } : { way, route: way.at(-1) ?? start })
  },
  reset: () => set({ route: start, way: [start] }),
}))
