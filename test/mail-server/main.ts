// A real SMTP server for tests and the demo: prints `{"port":…}` on one line, stores each mail it accepts as .eml in a folder.
//
//   node test/mail-server/main.ts --folder DIR [--port N] [--full N] [--drop N] [--lose-answer N] [--refuse ADDRESS]
//                                 [--user NAME --password WORD] [--key FILE --certificate FILE]
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'

const { values } = parseArgs({
  options: {
    folder: { type: 'string' },
    port: { type: 'string', default: '0' },
    /** The first N messages are answered 452: no room for now. */
    full: { type: 'string', default: '0' },
    /** At the first N messages the line is cut before they are stored. */
    drop: { type: 'string', default: '0' },
    /** The first N messages are stored and the line is cut before the answer: the sender cannot know. */
    'lose-answer': { type: 'string', default: '0' },
    /** This recipient is answered 550. */
    refuse: { type: 'string' },
    user: { type: 'string' },
    password: { type: 'string' },
    /** PEM files; without them STARTTLS is not offered. */
    key: { type: 'string' },
    certificate: { type: 'string' },
  },
})
if (values.folder === undefined) throw new Error('--folder is missing')
const folder = values.folder
mkdirSync(folder, { recursive: true })
let full = Number(values.full)
let drop = Number(values.drop)
let loseAnswer = Number(values['lose-answer'])
let stored = 0
// The sockets themselves by the peer's port: a line is cut here, not closed politely.
const lines = new Map<number, Socket>()

function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode })
}

function store(message: Buffer): string {
  stored += 1
  const name = `${String(stored).padStart(4, '0')}.eml`
  writeFileSync(join(folder, name), message)
  return name
}

function receive(message: Buffer, session: SMTPServerSession): { error: Error } | { answer: string } | 'cut' {
  if (full > 0) {
    full -= 1
    return { error: refusal(452, '4.3.1 Insufficient system storage') }
  }
  if (drop > 0) {
    drop -= 1
    lines.get(session.remotePort)?.destroy()
    return 'cut'
  }
  const name = store(message)
  if (loseAnswer > 0) {
    loseAnswer -= 1
    lines.get(session.remotePort)?.destroy()
    return 'cut'
  }
  return { answer: `2.0.0 Ok: queued as ${name}` }
}

const server = new SMTPServer({
  ...(values.key === undefined || values.certificate === undefined
    ? { disabledCommands: ['STARTTLS', ...(values.user === undefined ? ['AUTH'] : [])] }
    : { key: readFileSync(values.key), cert: readFileSync(values.certificate) }),
  authOptional: values.user === undefined,
  allowInsecureAuth: true,
  disableReverseLookup: true,
  banner: 'test server, delivers nothing',
  onAuth(auth, _session, done) {
    const right = auth.username === values.user && auth.password === values.password
    if (right) done(null, { user: auth.username })
    else done(refusal(535, '5.7.8 Authentication credentials invalid'))
  },
  onRcptTo(address, _session, done) {
    if (address.address === values.refuse) done(refusal(550, '5.1.1 No such user here'))
    else done()
  },
  onData(stream, session, done) {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('end', () => {
      const result = receive(Buffer.concat(chunks), session)
      if (result === 'cut') return
      if ('error' in result) done(result.error)
      else done(null, result.answer)
    })
  },
})
server.server.on('connection', (socket: Socket) => {
  const port = socket.remotePort ?? 0
  lines.set(port, socket)
  socket.once('close', () => lines.delete(port))
})
// A peer that breaks off is what some tests are about.
server.on('error', () => undefined)
server.listen(Number(values.port), '127.0.0.1', () => {
  const address = server.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  process.stdout.write(`${JSON.stringify({ port })}\n`)
})
process.on('SIGTERM', () => process.exit(0))
