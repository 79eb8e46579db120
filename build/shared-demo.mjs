// The demo's endpoint, started once and shared by every `npm start` on one data folder; who started it ends it.
import { spawn } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { node, root } from './set-up.mjs'

/** Longest time the demo may take to start, milliseconds; its first start publishes the sample list. */
const patience = 120_000
const marker = 'this-is-demo-data'

export function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (failure) {
    return failure.code === 'EPERM'
  }
}

/** Writes a file whole or not at all: another start may read it at any time. */
export function writeWhole(path, text) {
  const part = `${path}.${process.pid}`
  writeFileSync(part, text, { mode: 0o600 })
  renameSync(part, path)
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}

/** Clears the demo's data. Only a folder that this program marked as its own is touched. */
export function clearDemo(data) {
  if (!existsSync(data)) return
  if (!existsSync(join(data, marker))) throw new Error(`${data} is not a demo's folder: nothing was deleted`)
  const holder = readJson(join(data, 'running.json'))
  if (holder !== null && isAlive(holder.pid)) throw new Error('The demo is running: close its windows first')
  rmSync(data, { recursive: true, force: true })
}

/** Marks the folder as a demo's. A folder that holds something else is refused, so that it can never be cleared. */
export function markDemo(data) {
  mkdirSync(data, { recursive: true })
  if (!existsSync(join(data, marker)) && readdirSync(data).length > 0) {
    throw new Error(`${data} holds something that is not a demo's: choose another folder`)
  }
  writeFileSync(join(data, marker), 'Demo data of 无证明窗口. It may be deleted at any time.\n')
}

/** Whether something listens where the endpoint should: a process id alone may have been given to another program. */
function listens(endpoint) {
  const { hostname, port } = new URL(endpoint)
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port), timeout: 2_000 }, () => resolve(true))
    socket.once('error', () => resolve(false)).once('timeout', () => resolve(false))
    socket.once('close', () => resolve(false))
    setTimeout(() => socket.destroy(), 2_000).unref()
  })
}

/** Takes the lock, unless a start that still lives holds it. */
function takeLock(lock) {
  for (let tries = 0; tries < 2; tries += 1) {
    try {
      const file = openSync(lock, 'wx')
      writeSync(file, JSON.stringify({ pid: process.pid }))
      return true
    } catch {
      const holder = readJson(lock)
      if (holder !== null && isAlive(holder.pid)) return false
      rmSync(lock, { force: true })
    }
  }
  return false
}

async function spawnDemo(data, children) {
  // Its own input stays open as long as this program lives; the demo ends with it.
  const child = spawn(node, [join(root, 'src-endpoint', 'demo.ts'), '--data', data], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  children.push(child)
  const line = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve)
    child.once('exit', (code) => reject(new Error(`The demo endpoint ended with ${code}`)))
    setTimeout(() => reject(new Error('The demo endpoint did not start in time')), patience).unref()
  })
  return JSON.parse(line)
}

/**
 * The running demo of this folder, or a new one added to `children`.
 * @returns `{ endpoint, codes, mail, pid }`
 */
export async function shareDemo(data, children) {
  const running = join(data, 'running.json')
  const lock = join(data, 'starting.json')
  const until = Date.now() + patience
  while (Date.now() < until) {
    const known = readJson(running)
    if (known !== null && isAlive(known.pid) && (await listens(known.endpoint))) return known
    if (takeLock(lock)) {
      try {
        console.log('Starting the demo endpoint …')
        const demo = { ...(await spawnDemo(data, children)), pid: process.pid }
        writeWhole(running, JSON.stringify(demo))
        return demo
      } finally {
        rmSync(lock, { force: true })
      }
    }
    await wait(300)
  }
  throw new Error('Another start of the demo did not come to an end')
}
