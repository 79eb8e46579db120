// Which host `npm start` opens the window in, and why: Electron, the tests' Electron, or the browser.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hasRuntime, runtimeWithApp } from './electron-runtime.mjs'
import { node, root } from './set-up.mjs'

/** Longest time Electron's own download may take, milliseconds. */
const patience = 90_000

export const hasDisplay =
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)

const folder = join(root, 'node_modules', 'electron')

function binaryThere() {
  const named = join(folder, 'path.txt')
  if (!existsSync(named)) return null
  const binary = join(folder, 'dist', readFileSync(named, 'utf8'))
  return existsSync(binary) ? binary : null
}

/** Electron's binary where it is, or where its own download brings it in time. A failure is remembered until the next install. */
async function electronBinary() {
  const there = binaryThere()
  if (there !== null) return there
  const failed = join(folder, 'download-failed.txt')
  if (existsSync(failed)) return null
  console.log('Fetching Electron (once) …')
  const child = spawn(node, [join(folder, 'install.js')], { stdio: 'ignore' })
  const timer = setTimeout(() => child.kill(), patience)
  await new Promise((resolve) => child.once('error', resolve).once('exit', resolve))
  clearTimeout(timer)
  const brought = binaryThere()
  if (brought === null) writeFileSync(failed, 'Delete this file to try the download again.\n')
  return brought
}

/** @returns `{ host, binary, why }`; `binary` is null for the browser. */
export async function chooseHost(asBrowser) {
  if (asBrowser) return { host: 'browser', binary: null, why: 'as asked' }
  if (!hasDisplay) return { host: 'browser', binary: null, why: 'there is no display for Electron' }
  const electron = await electronBinary()
  if (electron !== null) return { host: 'electron', binary: electron, why: 'its binary is here' }
  const why = "Electron's binary cannot be had here"
  return hasRuntime()
    ? { host: 'test-runtime', binary: runtimeWithApp(), why: `${why}; not for production` }
    : { host: 'browser', binary: null, why }
}
