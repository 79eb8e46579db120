// Starts the endpoint of a bench as a process of its own and ends it whatever happens.
import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { ServerSettings, ServerStarted } from './server.ts'

const entry = fileURLToPath(new URL('server.ts', import.meta.url))
/** Sockets a server needs for the largest of the keys; where the system allows fewer, that many. */
const openFiles = 16_384

const children = new Set<ChildProcess>()
/** Ends every process a bench started, by its id. */
export function endAll(): void {
  for (const child of children) child.kill('SIGKILL')
}
process.once('exit', endAll)

/** Starts a process that answers by message; it ends with this one. */
export function startChild(file: string, words: readonly string[], flags: readonly string[] = []) {
  const child = spawn(
    '/bin/sh',
    ['-c', `ulimit -n ${openFiles} 2>/dev/null; exec "$0" "$@"`, process.execPath, ...flags, file, ...words],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  )
  children.add(child)
  const gone = new Promise<void>((resolve) =>
    child.once('exit', () => {
      children.delete(child)
      resolve()
    }),
  )
  /** The next thing it says. */
  const said = () =>
    new Promise<unknown>((resolve, reject) => {
      const ended = () => reject(new Error(`${file} ended`))
      child.once('exit', ended)
      child.once('message', (message) => {
        child.off('exit', ended)
        resolve(message)
      })
    })
  return {
    said,
    async ask(): Promise<unknown> {
      const answer = said()
      child.send('')
      return answer
    },
    /** It ends by itself when it is let go; whoever does not is killed. */
    async end(): Promise<void> {
      const kill = setTimeout(() => child.kill('SIGKILL'), 3_000)
      if (child.connected) child.disconnect()
      await gone
      clearTimeout(kill)
    },
  }
}

export type Serving = Awaited<ReturnType<typeof startServing>>

export async function startServing(settings: ServerSettings) {
  const child = startChild(entry, [JSON.stringify(settings)], ['--expose-gc'])
  const { url, files } = (await child.said()) as ServerStarted
  return {
    url,
    files,
    /** Resident bytes after a collection. */
    memory: async (): Promise<number> => (await child.ask()) as number,
    end: child.end,
  }
}
