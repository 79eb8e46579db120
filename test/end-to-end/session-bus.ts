// A desktop's message bus of its own for a test, and what programs asked it to show: a system notice as it leaves the window.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

export type ShownNotice = { readonly title: string; readonly body: string; readonly words: readonly string[] }

/** Starts a bus with a notice service on the display at hand, and listens to the notices sent over it. */
export async function openSessionBus() {
  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const address = await new Promise<string>((resolve, reject) => {
    createInterface({ input: bus.stdout }).once('line', resolve)
    bus.once('exit', (code) => reject(new Error(`dbus-daemon ended with ${code}`)))
  })
  const service = spawn('dunst', [], {
    env: { ...process.env, DBUS_SESSION_BUS_ADDRESS: address },
    stdio: 'ignore',
  })
  const rule = "interface='org.freedesktop.Notifications',member='Notify'"
  const monitor = spawn('dbus-monitor', ['--address', address, rule], { stdio: ['ignore', 'pipe', 'ignore'] })
  const calls: string[][] = []
  createInterface({ input: monitor.stdout }).on('line', (line) => {
    if (line.startsWith('method call')) calls.push([])
    const words = /^ +string "(.*)"$/.exec(line)?.[1]
    if (words !== undefined) calls.at(-1)?.push(words)
  })
  return {
    address,
    /** Notify(program, replaces, icon, title, body, …), in order. */
    notices: (): readonly ShownNotice[] =>
      calls
        .filter((words) => words.length >= 4)
        .map((words) => ({ title: words[2] ?? '', body: words[3] ?? '', words })),
    close(): void {
      service.kill()
      monitor.kill()
      bus.kill()
    },
  }
}
