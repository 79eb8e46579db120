// PouchDB for the comparison, installed beside the product and not into it: it has hundreds of packages and no part in a window.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const packages = {
  express: '4.21.2',
  'express-pouchdb': '4.2.0',
  'pouchdb-adapter-http': '9.0.0',
  'pouchdb-adapter-memory': '9.0.0',
  'pouchdb-core': '9.0.0',
  'pouchdb-find': '9.0.0',
  'pouchdb-mapreduce': '9.0.0',
  'pouchdb-replication': '9.0.0',
} as const
const folder = fileURLToPath(new URL('../../../node_modules/.cache/bench-pouchdb/', import.meta.url))

/** Installs it where it is not yet. @returns its folder */
export function installPouch(): string {
  if (existsSync(join(folder, '.installed'))) return folder
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: packages }))
  // None of them needs a script of its own to work in memory.
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 90_000,
  })
  writeFileSync(join(folder, '.installed'), '')
  return folder
}

export type PouchDatabase = {
  bulkDocs(documents: readonly object[]): Promise<readonly object[]>
  info(): Promise<{ readonly doc_count: number }>
  replicate: { from(address: string, options: object): Promise<{ readonly docs_written: number }> }
}
export type Pouch = {
  new (name: string, options?: object): PouchDatabase
  plugin(plugin: unknown): Pouch
  defaults(options: object): Pouch
}

/** PouchDB in memory, with what speaks HTTP. */
export function loadPouch(from: string): { readonly Pouch: Pouch; readonly load: (name: string) => unknown } {
  const require = createRequire(join(from, 'package.json'))
  const plain = (name: string): unknown => {
    const loaded = require(name) as { readonly default?: unknown }
    return loaded.default ?? loaded
  }
  const Pouch = (plain('pouchdb-core') as Pouch)
    .plugin(plain('pouchdb-adapter-memory'))
    .plugin(plain('pouchdb-adapter-http'))
    .plugin(plain('pouchdb-mapreduce'))
    .plugin(plain('pouchdb-find'))
    .plugin(plain('pouchdb-replication'))
  return { Pouch, load: plain }
}
