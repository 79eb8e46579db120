// What a fresh machine lacks: dependencies, the Node the product runs on, a build. Runs on Node 20 with nothing installed.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '..')
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
/** Node 24 from the dependencies; the machine's own may be older than the store's binary needs. */
export const node = join(
  root,
  'node_modules',
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
)
/** Kept between checkouts: the runtime of the tests. */
export const cacheFolder = process.env.XDG_CACHE_HOME
  ? join(process.env.XDG_CACHE_HOME, 'proof-free-window')
  : join(homedir(), '.cache', 'proof-free-window')

/** Runs a command with its output shown; ends this program with a clear line when it fails. */
export function run(command, words, options = {}) {
  const done = spawnSync(command, words, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    ...options,
  })
  if (done.status !== 0) {
    console.error(`\n${[command, ...words].join(' ')} failed${done.error ? `: ${done.error.message}` : ''}`)
    process.exit(done.status ?? 1)
  }
}

const stamp = join(root, 'node_modules', '.installed-from')

/** Installs dependencies when they are missing or the lock file is another one. */
export function installDependencies() {
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8')
  if (existsSync(node) && existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return
  console.log('Installing dependencies …')
  run(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  if (!existsSync(node)) {
    // Installing without scripts leaves the Node package without its binary.
    run(process.execPath, ['installArchSpecificPackage.js'], { cwd: join(root, 'node_modules', 'node') })
  }
  writeFileSync(stamp, lock)
}

/** Newest change below a folder, milliseconds. */
function newest(path) {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))))
}

/** Builds when a source is newer than the last build. */
export function buildIfStale() {
  const built = join(root, 'out', '.built')
  const sources = ['src-shared', 'src-main', 'src-renderer', 'electron.vite.config.ts', 'package-lock.json']
  const changed = Math.max(...sources.map((source) => newest(join(root, source))))
  if (existsSync(built) && statSync(built).mtimeMs > changed) return
  console.log('Building …')
  run(node, [
    join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'),
    'build',
    '--logLevel',
    'warn',
  ])
  mkdirSync(join(root, 'out'), { recursive: true })
  writeFileSync(built, '')
}
