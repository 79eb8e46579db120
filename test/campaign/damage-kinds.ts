// The ways a store is damaged: each does one thing to the files of a core that is not running, and says what must be seen then.
import {
  closeSync,
  cpSync,
  existsSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { listBackups } from '../../src-main/core/store/backups/backup-folder.ts'
import { applyKey, storeVersion } from '../../src-main/core/store/rx-storage-sqlite/open-database.ts'
import { sizeOf, storeFiles } from '../../src-main/core/store/store-files.ts'

export type Scene = {
  readonly folder: string
  /** Another window's folder. */
  readonly otherFolder: string
  readonly key: Uint8Array | null
  readonly random: () => number
}

export type DamageWay = {
  readonly name: string
  /** Whether the core is to be killed (a log is left) or stopped; null: either. */
  readonly ending: 'kill' | 'stop' | null
  /** Does the damage; answers how many pages or frames it touched at most. */
  readonly apply: (scene: Scene) => number
  /** `recovered`: the store opens again; a code: it must not, nothing is touched, and `undo` makes it open. */
  readonly seen: 'recovered' | 'store-newer-version' | 'store-key-wrong'
  readonly undo?: (scene: Scene) => void
}

const pageSize = 4096
const database = ({ folder }: Scene): string => storeFiles(folder).database
const log = (scene: Scene): string => `${database(scene)}-wal`
const whole = (random: () => number, below: number): number => Math.floor(random() * below)

/** Flips one bit at each of `places`. */
function flip(path: string, places: readonly number[], random: () => number): void {
  const bytes = readFileSync(path)
  const file = openSync(path, 'r+')
  try {
    for (const place of places)
      if (place < bytes.length)
        writeSync(file, Buffer.of((bytes[place] ?? 0) ^ (1 << whole(random, 8))), 0, 1, place)
  } finally {
    closeSync(file)
  }
}

function flipSome(path: string, from: number, random: () => number): number {
  const size = sizeOf(path)
  if (size <= from) return 0
  const count = 1 + whole(random, 12)
  flip(
    path,
    Array.from({ length: count }, () => from + whole(random, size - from)),
    random,
  )
  return count
}

/** Bytes kept back until `undo`. */
const kept = new Map<string, string>()

export const damageWays: readonly DamageWay[] = [
  {
    name: 'bytes flipped in the header',
    ending: null,
    apply: (scene) => {
      const places = Array.from(
        { length: 1 + whole(scene.random, 5) },
        () => 16 + whole(scene.random, pageSize - 16),
      )
      flip(database(scene), places, scene.random)
      return 1
    },
    seen: 'recovered',
  },
  {
    name: 'bytes flipped in pages',
    ending: null,
    apply: (scene) => flipSome(database(scene), pageSize, scene.random),
    seen: 'recovered',
  },
  {
    name: 'bytes flipped in the log',
    ending: 'kill',
    apply: (scene) => flipSome(log(scene), 32, scene.random),
    seen: 'recovered',
  },
  {
    name: 'header of the log flipped',
    ending: 'kill',
    apply: (scene) => {
      flip(log(scene), [whole(scene.random, 32)], scene.random)
      return 1
    },
    seen: 'recovered',
  },
  {
    name: 'database cut short',
    ending: null,
    apply: (scene) => {
      const size = sizeOf(database(scene))
      const left = whole(scene.random, size)
      truncateSync(database(scene), left)
      return Math.ceil((size - left) / pageSize) + 1
    },
    seen: 'recovered',
  },
  {
    name: 'log cut short',
    ending: 'kill',
    apply: (scene) => {
      const size = sizeOf(log(scene))
      const left = whole(scene.random, size + 1)
      truncateSync(log(scene), left)
      return Math.ceil((size - left) / pageSize) + 1
    },
    seen: 'recovered',
  },
  {
    name: 'log gone',
    ending: 'kill',
    apply: (scene) => {
      const frames = Math.ceil(sizeOf(log(scene)) / pageSize)
      rmSync(log(scene), { force: true })
      return frames
    },
    seen: 'recovered',
  },
  {
    name: 'first page zeroed',
    ending: null,
    apply: (scene) => {
      const file = openSync(database(scene), 'r+')
      writeSync(file, Buffer.alloc(pageSize), 0, pageSize, 0)
      closeSync(file)
      return 1
    },
    seen: 'recovered',
  },
  {
    name: 'another file in its place',
    ending: null,
    apply: (scene) => {
      const pages = Math.ceil((sizeOf(database(scene)) + sizeOf(log(scene))) / pageSize)
      const text = '这是另一个文件，不是本窗口的库。'
      writeFileSync(database(scene), text.repeat(1 + whole(scene.random, 3_000)))
      return pages
    },
    seen: 'recovered',
  },
  {
    name: 'another database in its place',
    ending: null,
    apply: (scene) => {
      const pages = Math.ceil((sizeOf(database(scene)) + sizeOf(log(scene))) / pageSize)
      for (const end of ['', '-wal', '-shm']) rmSync(database(scene) + end, { force: true })
      const other = new Database(database(scene))
      other.exec("CREATE TABLE music (title); INSERT INTO music VALUES ('茉莉花')")
      other.close()
      return pages
    },
    seen: 'recovered',
  },
  {
    name: 'database and log gone',
    ending: null,
    apply: (scene) => {
      const pages = Math.ceil((sizeOf(database(scene)) + sizeOf(log(scene))) / pageSize)
      for (const end of ['', '-wal', '-shm']) rmSync(database(scene) + end, { force: true })
      return pages
    },
    seen: 'recovered',
  },
  {
    name: 'pages and the newest backup flipped',
    ending: null,
    apply: (scene) => {
      const [newest] = listBackups(storeFiles(scene.folder).backups)
      if (newest !== undefined) flip(newest.path, [whole(scene.random, sizeOf(newest.path))], scene.random)
      return flipSome(database(scene), pageSize, scene.random)
    },
    seen: 'recovered',
  },
  {
    name: 'database and witness zeroed in part',
    ending: null,
    apply: (scene) => {
      const files = storeFiles(scene.folder)
      writeFileSync(files.witness, Buffer.alloc(64))
      const pages = Math.max(2, Math.floor(sizeOf(files.database) / pageSize))
      const from = 1 + whole(scene.random, pages - 1)
      const count = 1 + whole(scene.random, Math.min(6, pages - from))
      const file = openSync(files.database, 'r+')
      writeSync(file, Buffer.alloc(count * pageSize), 0, count * pageSize, from * pageSize)
      closeSync(file)
      return count
    },
    seen: 'recovered',
  },
  {
    name: 'written by a newer version',
    ending: null,
    apply: (scene) => {
      const newer = new Database(database(scene))
      applyKey(newer, scene.key)
      newer.pragma(`user_version = ${storeVersion + 1 + whole(scene.random, 5)}`)
      newer.close()
      return 0
    },
    seen: 'store-newer-version',
    undo: (scene) => {
      const newer = new Database(database(scene))
      applyKey(newer, scene.key)
      newer.pragma(`user_version = ${storeVersion}`)
      newer.close()
    },
  },
  {
    name: 'keys of another window',
    ending: null,
    apply: ({ folder, otherFolder }) => {
      const own = join(folder, 'keys')
      const aside = `${folder}-keys`
      cpSync(own, aside, { recursive: true })
      kept.set(folder, aside)
      rmSync(own, { recursive: true })
      cpSync(join(otherFolder, 'keys'), own, { recursive: true })
      return 0
    },
    seen: 'store-key-wrong',
    undo: ({ folder }) => {
      const aside = kept.get(folder)
      if (aside === undefined || !existsSync(aside)) throw new Error('nothing was kept')
      rmSync(join(folder, 'keys'), { recursive: true })
      cpSync(aside, join(folder, 'keys'), { recursive: true })
      rmSync(aside, { recursive: true })
    },
  },
]

/** The database's own files, byte for byte. */
export function bytesOfStore(folder: string): ReadonlyMap<string, string> {
  const { database: path } = storeFiles(folder)
  return new Map(
    ['', '-wal']
      .filter((end) => sizeOf(path + end) > 0)
      .map((end) => [end, readFileSync(path + end, 'base64')]),
  )
}
