// `npm start`: sets up what is missing, starts the demo's endpoint, and opens a window; `-- --as issuing` opens a second one.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync, unwatchFile, watchFile } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { buildIfStale, installDependencies, node, root } from './set-up.mjs'

const windows = { demanding: '民政窗口 3 号', issuing: '协查席', 'joint-office': '联席会议办公室' }
const usage = `npm start -- [--as ${Object.keys(windows).join('|')}] [--browser] [--fresh]`

function readWords() {
  try {
    const { values } = parseArgs({
      options: {
        as: { type: 'string', default: 'demanding' },
        browser: { type: 'boolean', default: false },
        fresh: { type: 'boolean', default: false },
      },
    })
    if (Object.hasOwn(windows, values.as)) return values
    console.error(`--as is one of ${Object.keys(windows).join(', ')}`)
  } catch (failure) {
    console.error(failure.message)
  }
  console.error(usage)
  process.exit(2)
}
const { as, browser, fresh } = readWords()

installDependencies()
buildIfStale()
// What these need is there only now.
const { clearDemo, isAlive, markDemo, shareDemo, writeWhole } = await import('./shared-demo.mjs')
const { chooseHost, hasDisplay } = await import('./choose-host.mjs')

const data = process.env.WINDOW_DEMO_FOLDER ?? join(root, '.demo')
const opened = join(data, `open-${as}.json`)
const asked = join(data, `ask-${as}`)
const answered = join(data, `address-${as}`)
const children = []
let hostsBrowser = false
/** Set when this program ends by itself, so that a window that goes then is no news. */
let ending = false
function end(code) {
  if (ending) return
  ending = true
  const alive = children.filter((child) => child.exitCode === null && child.signalCode === null)
  // Closing a child's input ends it where signals do not exist.
  for (const child of alive) {
    child.stdin?.end()
    child.kill('SIGTERM')
  }
  setTimeout(() => process.exit(code), 8_000).unref()
  void Promise.all(alive.map((child) => new Promise((resolve) => child.once('exit', resolve)))).then(() => {
    if (hostsBrowser) rmSync(opened, { force: true })
    process.exit(code)
  })
}
process.on('SIGINT', () => end(0))
process.on('SIGTERM', () => end(0))
process.on('SIGHUP', () => end(0))

/** Opens an address with whatever the desktop opens addresses with. */
function openAddress(address) {
  if (!hasDisplay) return
  const openers = { win32: ['cmd', '/c', 'start', ''], darwin: ['open'] }
  const [command, ...first] = openers[process.platform] ?? ['xdg-open']
  const opener = spawn(command, [...first, address], { stdio: 'ignore', detached: true })
  opener.on('error', () => undefined)
  opener.unref()
}

function showAddress(address) {
  console.log(
    `\n  ${address}\n\nThis address lets in one browser, once. Press Enter for a new one, Ctrl C to end.`,
  )
}

/**
 * Where this window's browser host runs already: a new one-time address of it. An open Electron window needs no such way: it comes
 * to the front when it is started again.
 */
async function reachOpenWindow() {
  const open = existsSync(opened) ? JSON.parse(readFileSync(opened, 'utf8')) : null
  if (open === null || !isAlive(open.pid)) return false
  rmSync(answered, { force: true })
  writeWhole(asked, '')
  for (let tries = 0; tries < 30; tries += 1) {
    await wait(200)
    if (!existsSync(answered)) continue
    const address = readFileSync(answered, 'utf8')
    rmSync(answered, { force: true })
    console.log(
      `${windows[as]} runs already; this lets in another browser, in place of the one before:\n\n  ${address}`,
    )
    openAddress(address)
    return true
  }
  return false
}

function openBrowserHost(environment) {
  const child = spawn(node, [join(root, 'out', 'main', 'browser-host.js'), '--with-starter'], {
    env: environment,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let first = true
  let forAnother = false
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { address } = JSON.parse(line)
    if (address === undefined) return
    if (forAnother) writeWhole(answered, address)
    else showAddress(address)
    if (first) openAddress(address)
    first = false
    forAnother = false
  })
  process.stdin.on('data', () => child.stdin.write('\n'))
  watchFile(asked, { interval: 300 }, (now) => {
    if (now.nlink === 0) return
    rmSync(asked, { force: true })
    forAnother = true
    child.stdin.write('\n')
  })
  child.once('exit', () => unwatchFile(asked))
  return child
}

function openElectron(environment, binary) {
  const sandbox = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return spawn(binary, [...sandbox, root], { env: environment, stdio: 'inherit' })
}

/** An Electron that ends this soon with an error never came up, milliseconds. */
const cameUp = 5_000

function openWindow(demo, chosen) {
  const settings = {
    folder: join(data, `window-${as}`),
    resources: join(root, 'resources'),
    fonts: join(root, 'node_modules', '@expo-google-fonts', 'noto-serif-sc'),
    host: chosen.host,
    restarted: false,
    demo: {
      endpoint: demo.endpoint,
      enrolmentCode: demo.codes[as],
      windowName: windows[as],
      mail: demo.mail,
      // 示例: what a demo's store is encrypted with; it protects made-up people only.
      passphrase: 'demo-示例-demo',
    },
  }
  const environment = {
    ...process.env,
    WINDOW_CORE_SETTINGS: JSON.stringify(settings),
    WINDOW_CORE_ENTRY: join(root, 'out', 'main', 'core.js'),
    WINDOW_NODE: node,
    WINDOW_PAGES: join(root, 'out', 'renderer'),
    WINDOW_USER_DATA: join(data, `electron-${as}`),
  }
  const place = chosen.host === 'browser' ? 'the browser' : chosen.host
  console.log(`Opening ${windows[as]} in ${place}: ${chosen.why}.`)
  const started = Date.now()
  const window =
    chosen.binary === null ? openBrowserHost(environment) : openElectron(environment, chosen.binary)
  children.push(window)
  hostsBrowser = chosen.binary === null
  if (hostsBrowser) writeWhole(opened, JSON.stringify({ pid: process.pid }))
  window.on('exit', (code) => {
    if (!ending && chosen.binary !== null && code !== 0 && Date.now() - started < cameUp) {
      openWindow(demo, { host: 'browser', binary: null, why: 'Electron did not come up here' })
    } else end(code ?? 0)
  })
}

try {
  if (fresh) clearDemo(data)
  markDemo(data)
  if (await reachOpenWindow()) process.exit(0)
  const [demo, chosen] = await Promise.all([shareDemo(data, children), chooseHost(browser)])
  openWindow(demo, chosen)
} catch (failure) {
  console.error(failure.message)
  end(1)
}
