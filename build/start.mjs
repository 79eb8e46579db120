// `npm start`: sets up what is missing, starts the demo's endpoint, and opens a window; `-- --as issuing` opens a second one.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { hasRuntime, runtimeWithApp } from './electron-runtime.mjs'
import { buildIfStale, installDependencies, node, root } from './set-up.mjs'

const words = process.argv.slice(2)
const option = (name) => {
  const at = words.indexOf(`--${name}`)
  return at < 0 ? undefined : words[at + 1]
}
const as = option('as') ?? 'demanding'
const names = { demanding: '民政窗口 3 号', issuing: '协查席', 'joint-office': '联席会议办公室' }
if (!(as in names)) {
  console.error(`--as is one of ${Object.keys(names).join(', ')}`)
  process.exit(2)
}

const data = process.env.WINDOW_DEMO_FOLDER ?? join(root, '.demo')
const marker = join(data, 'this-is-demo-data')
if (words.includes('--fresh') && existsSync(marker)) rmSync(data, { recursive: true, force: true })

installDependencies()
buildIfStale()
mkdirSync(data, { recursive: true })
writeFileSync(marker, 'Demo data of 无证明窗口. It may be deleted at any time.\n')

const children = []
const running = join(data, 'running.json')

/** The demo that an earlier `npm start` keeps running, if it still does. */
function runningDemo() {
  if (!existsSync(running)) return null
  const demo = JSON.parse(readFileSync(running, 'utf8'))
  try {
    process.kill(demo.pid, 0)
    return demo
  } catch {
    return null
  }
}

async function startDemo() {
  const known = runningDemo()
  if (known !== null) return known
  console.log('Starting the demo endpoint …')
  // Its own input stays open as long as this program lives; the demo ends with it.
  const child = spawn(node, [join(root, 'src-endpoint', 'demo.ts'), '--data', data], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  children.push(child)
  const line = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve)
    child.once('exit', (code) => reject(new Error(`the demo endpoint ended with ${code}`)))
  })
  const demo = { ...JSON.parse(line), pid: process.pid }
  writeFileSync(running, JSON.stringify(demo))
  return demo
}

/** Electron's binary where it is, or where its own download brings it within a minute. */
function electronBinary() {
  const folder = join(root, 'node_modules', 'electron')
  const path = join(folder, 'path.txt')
  const at = () => (existsSync(path) ? join(folder, 'dist', readFileSync(path, 'utf8')) : '')
  if (at() !== '' && existsSync(at())) return at()
  const tried = join(root, 'node_modules', '.electron-download-failed')
  if (existsSync(tried)) return null
  console.log('Fetching Electron …')
  const done = spawnSync(node, [join(folder, 'install.js')], { stdio: 'ignore', timeout: 60_000 })
  if (done.status === 0 && existsSync(at())) return at()
  writeFileSync(tried, 'Delete this file to try again.\n')
  return null
}

const hasDisplay = process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY)

function chooseHost() {
  if (words.includes('--browser')) return { host: 'browser', why: 'as asked' }
  if (!hasDisplay) return { host: 'browser', why: 'there is no display for Electron' }
  const electron = electronBinary()
  if (electron !== null) return { host: 'electron', binary: electron, why: '' }
  if (hasRuntime()) {
    return {
      host: 'test-runtime',
      binary: runtimeWithApp(),
      why: "Electron's binary cannot be had here; not for production",
    }
  }
  return { host: 'browser', why: "Electron's binary cannot be had here" }
}

const demo = await startDemo()
const chosen = chooseHost()
const settings = {
  folder: join(data, `window-${as}`),
  resources: join(root, 'resources'),
  fonts: join(root, 'node_modules', '@expo-google-fonts', 'noto-serif-sc'),
  host: chosen.host,
  restarted: false,
  demo: { endpoint: demo.endpoint, enrolmentCode: demo.codes[as], windowName: names[as], mail: demo.mail },
}
const environment = {
  ...process.env,
  WINDOW_CORE_SETTINGS: JSON.stringify(settings),
  WINDOW_CORE_ENTRY: join(root, 'out', 'main', 'core.js'),
  WINDOW_NODE: node,
  WINDOW_PAGES: join(root, 'out', 'renderer'),
  WINDOW_USER_DATA: join(data, `electron-${as}`),
}
console.log(
  `Opening ${names[as]} in ${chosen.host === 'browser' ? 'the browser' : chosen.host}${chosen.why ? `: ${chosen.why}` : ''}.`,
)

/** Opens an address with whatever the desktop opens addresses with. */
function openAddress(address) {
  const [command, ...first] =
    process.platform === 'win32'
      ? ['cmd', '/c', 'start', '']
      : process.platform === 'darwin'
        ? ['open']
        : ['xdg-open']
  const opener = spawn(command, [...first, address], { stdio: 'ignore', detached: true })
  opener.on('error', () => undefined)
  opener.unref()
}

function openBrowserHost() {
  const child = spawn(node, [join(root, 'out', 'main', 'browser-host.js')], {
    env: environment,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let first = true
  createInterface({ input: child.stdout }).on('line', (line) => {
    const said = JSON.parse(line)
    if (said.address === undefined) return
    console.log(
      `\n  ${said.address}\n\nThis address lets in one browser, once. Press Enter for a new one, Ctrl C to end.`,
    )
    if (first && hasDisplay) openAddress(said.address)
    first = false
  })
  process.stdin.on('data', () => child.stdin.write('\n'))
  return child
}

function openElectron() {
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return spawn(chosen.binary, [...sandbox, root], { env: environment, stdio: 'inherit' })
}

const window = chosen.host === 'browser' ? openBrowserHost() : openElectron()
children.push(window)
function end(code) {
  for (const child of children) child.kill('SIGTERM')
  process.exit(code)
}
window.on('exit', (code) => end(code ?? 0))
process.on('SIGINT', () => end(0))
process.on('SIGTERM', () => end(0))
