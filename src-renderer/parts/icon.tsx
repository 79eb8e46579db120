// The desk's line icons: one sprite mounted once, drawn on a 16 unit grid.
const paths = {
  desk: 'M2.5 4h11v6h-11zM6 13h4M8 10v3',
  search: 'M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM10.5 10.5l3 3',
  folder: 'M2 4.5h4l1.5 1.5H14v7H2z',
  inbox: 'M2 9l2-5.5h8L14 9v4H2zM2 9h3.5l1 1.5h3l1-1.5H14',
  out: 'M5 6V13M2.5 8.5 5 6l2.5 2.5M11 10V3M8.5 7.5 11 10l2.5-2.5',
  book: 'M3 2.5h8.5a1.5 1.5 0 0 1 1.5 1.5v9.5H4.5A1.5 1.5 0 0 1 3 12zM3 12a1.5 1.5 0 0 1 1.5-1.5H13',
  gear: 'M3 4.5h6M12 4.5h1M3 11.5h1M7 11.5h6M10.5 3v3M5.5 10v3',
  help: 'M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8zM6.2 6.2c.2-2.3 3.8-2.2 3.7 0 0 1.4-1.9 1.4-1.9 2.8M8 11.4v.1',
  lock: 'M4 7h8v6.5H4zM5.5 7V5a2.5 2.5 0 0 1 5 0v2',
  on: 'M8 8v.01M5.2 10.8a4 4 0 0 1 0-5.6M10.8 5.2a4 4 0 0 1 0 5.6M3.2 12.8a6.8 6.8 0 0 1 0-9.6M12.8 3.2a6.8 6.8 0 0 1 0 9.6',
  off: 'M5.2 10.8a4 4 0 0 1 0-5.6M10.8 5.2a4 4 0 0 1 0 5.6M2 2l12 12',
  tri: 'M8 2.2 14.3 13H1.7zM8 6.5v3M8 11.2v.1',
  check: 'M3 8.5l3.2 3.2L13 5',
  checks: 'M1.5 8.8l2.7 2.7L9.5 5.5M7.8 10.8l.8.7 5.4-6',
  disk: 'M2.8 2.8h8.4l2 2v8.4H2.8zM5.3 2.8v3.4h4.6V2.8M5 13.2V9.4h6v3.8',
  clock: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 4.8V8l2.2 1.6',
  pause: 'M5.5 4v8M10.5 4v8',
  fax: 'M4.5 6V2.5h7V6M2.5 6h11v6.5h-11zM5 9.2h3M11 9.2v.1',
  mail: 'M2.2 4h11.6v8.4H2.2zM2.5 4.5 8 9l5.5-4.5',
  oa: 'M3.5 13.5v-11h6v11M9.5 6h3v7.5M2 13.5h12M5.5 5.2h2M5.5 8h2M5.5 10.8h2',
  walk: 'M8 14s4.5-4.2 4.5-7.3a4.5 4.5 0 0 0-9 0C3.5 9.8 8 14 8 14zM8 5.2a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3z',
  sys: 'M2.5 3h11v7.5h-11zM6 13.5h4M8 10.5v3',
  pen: 'M2.5 13.5h11M3.5 11l.6-2.6 6.5-6.5 2 2-6.5 6.5z',
  print: 'M4.5 6V2.5h7V6M4.5 11h-2V6h11v5h-2M4.5 9.5h7v4h-7z',
  shield: 'M8 1.8 13 3.5v4.2c0 3-2 5.2-5 6.5-3-1.3-5-3.5-5-6.5V3.5zM6 6l4 4M10 6l-4 4',
  right: 'M2.5 8h10M9 4.5 12.5 8 9 11.5',
  left: 'M13.5 8h-10M7 4.5 3.5 8 7 11.5',
  person: 'M8 2.5a2.6 2.6 0 1 1 0 5.2 2.6 2.6 0 0 1 0-5.2zM2.8 13.5c.3-2.8 2.4-4 5.2-4s4.9 1.2 5.2 4',
  eye: 'M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8zM8 6.3a1.7 1.7 0 1 1 0 3.4 1.7 1.7 0 0 1 0-3.4z',
  back: 'M6 3 2.5 6.5 6 10M2.5 6.5H10a3.5 3.5 0 0 1 0 7H7',
  neq: 'M3 6h10M3 10h10M10.5 3l-5 10',
  none: 'M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM4.2 11.8l7.6-7.6',
  plus: 'M8 3v10M3 8h10',
  x: 'M4 4l8 8M12 4l-8 8',
  again: 'M13 8a5 5 0 1 1-1.5-3.6L13 6M13 2.8V6H9.8',
  screen: 'M2 3h12v7.5H2zM5.5 13.5h5M5 6h6',
  chev: 'M4 6l4 4 4-4',
  dot: 'M8 8v.01',
  db: 'M3 4c0-1 2.2-1.8 5-1.8S13 3 13 4v8c0 1-2.2 1.8-5 1.8S3 13 3 12zM3 4c0 1 2.2 1.8 5 1.8S13 5 13 4M3 8c0 1 2.2 1.8 5 1.8S13 9 13 8',
  ask: 'M2 5.5h10M9.5 3 12 5.5 9.5 8M14 10.5H4M6.5 8 4 10.5 6.5 13',
  phone: 'M3 2.5h3l1 3-1.7 1.3a8 8 0 0 0 3.9 3.9L10.5 9l3 1v3c-6 .8-11.3-4.5-10.5-10.5z',
  cal: 'M2.5 3.5h11v10h-11zM2.5 6.5h11M5.5 2v3M10.5 2v3',
  mark: 'M2.5 2.5h11v11h-11zM8 2.5v11M2.5 6.5h11',
  spin: 'M8 2.5A5.5 5.5 0 1 1 2.5 8',
  chart: 'M2.5 13.5h11M4.5 11V8M8 11V3.5M11.5 11V6',
  flag: 'M3.5 14V2.5h8.5L10 5.5l2 3H3.5',
  menu: 'M2.5 4.5h11M2.5 8h11M2.5 11.5h11',
  save: 'M8 2.5v7M5 7l3 3 3-3M2.5 13.5h11',
} as const
export type IconName = keyof typeof paths

/** Mounted once at the root; every `Icon` refers to it. */
export function IconSprite() {
  return (
    <svg className="sprite" aria-hidden="true">
      {Object.entries(paths).map(([name, path]) => (
        <symbol key={name} id={`icon-${name}`} viewBox="0 0 16 16">
          <path d={path} />
        </symbol>
      ))}
    </svg>
  )
}

/** Decoration only: the words stand beside it. Sizes: s 14, m 16, l 20 px. */
export function Icon({ name, size = 'm' }: { readonly name: IconName; readonly size?: 's' | 'm' | 'l' }) {
  return (
    <svg className={size === 'm' ? 'g' : `g ${size}`} aria-hidden="true">
      <use href={`#icon-${name}`} />
    </svg>
  )
}
