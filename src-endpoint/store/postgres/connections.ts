// Connections to a PostgreSQL: statements as tagged templates, whole transactions, and what other processes notify.
import { Socket } from 'node:net'
import {
  Client,
  type ClientConfig,
  DatabaseError,
  escapeIdentifier,
  Pool,
  type QueryConfig,
  type QueryResult,
  TypeOverrides,
} from 'pg'
import { CodedFailure } from '../../../src-shared/errors.ts'

/** Connections of one process: for transactions, for single statements, and one more listens. Several processes share the server's (`max_connections`). */
const forTransactions = 8
const forStatements = 4
/** Longest wait for a connection, milliseconds: who waited that long is asked to come back. */
const longestWait = 10_000
/** A listener that lost its connection comes back after this, milliseconds. */
const listenAgain = 1_000
/** Transactions that met another one are repeated this often. */
const mostAttempts = 5

/** Serialisation failure, deadlock, and a row another transaction made first: the same work again ends well. */
const repeatable = new Set(['40001', '40P01', '23505'])

/**
 * One statement; `${}` are its parameters, and texts are parsed once a connection. Statements asked for together on one
 * connection are sent together and answered in their order. @throws what `failureOf` says
 */
export type Sql = <Row = Readonly<Record<string, unknown>>>(
  strings: TemplateStringsArray,
  ...values: unknown[]
) => Promise<readonly Row[]>

/** What a transaction, or the connections outside of one, can be asked. */
export type Statements = {
  readonly sql: Sql
  /** A statement made at run time, or several without parameters. */
  run<Row = Readonly<Record<string, unknown>>>(text: string, values?: unknown[]): Promise<readonly Row[]>
}
export type Connections = ReturnType<typeof connect>

// Positions and sequences stay far below 2^53.
const types = new TypeOverrides()
types.setTypeParser(20, Number)

type Later = (work: () => void) => unknown
/** What is asked together travels in one packet: the driver by itself sends each statement alone. */
function openSocket(later: Later): Socket {
  const socket = new Socket()
  const uncork = socket.uncork.bind(socket)
  let gathering = false
  socket.uncork = () => {
    if (gathering) return
    gathering = true
    later(() => {
      gathering = false
      while (socket.writableCorked > 0) uncork()
    })
  }
  return socket
}

const configOf = (address: string, later: Later = process.nextTick): ClientConfig => ({
  connectionString: address,
  application_name: 'proof-free-endpoint',
  connectionTimeoutMillis: longestWait,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
  stream: () => openSocket(later),
  pipeline: true,
  types,
})

/** What PostgreSQL says, in our codes: text it cannot keep is the sender's fault, a server that is gone is nobody's. */
function failureOf(thrown: unknown): unknown {
  const code = (thrown as { readonly code?: string }).code ?? ''
  // What the server did not say is said by a connection that is none any more.
  if (!(thrown instanceof DatabaseError)) return new CodedFailure('store-locked', { reason: code })
  if (code === '22021' || code === '22P05') return new CodedFailure('input-invalid', { field: 'text' })
  if (code === '53100') return new CodedFailure('store-full')
  if (code === '25006') return new CodedFailure('store-read-only')
  return /^(57|53|08)/.test(code) ? new CodedFailure('store-locked', { reason: code }) : thrown
}

const known = new WeakMap<TemplateStringsArray, { readonly name: string; readonly text: string }>()
let last = 0
/** A template is one statement for good: its name stands for its text on every connection. */
function statementOf(strings: TemplateStringsArray) {
  const before = known.get(strings)
  if (before !== undefined) return before
  last += 1
  const text = strings.reduce((whole, part, index) => `${whole}$${index}${part}`)
  const statement = { name: `statement_${last}`, text }
  known.set(strings, statement)
  return statement
}

type Asked = QueryConfig<unknown[]>
type Asks = { query(asked: Asked): Promise<QueryResult> }

async function ask(client: Asks, asked: Asked) {
  try {
    return await client.query(asked)
  } catch (thrown) {
    throw failureOf(thrown)
  }
}
const statementsOn = (client: Asks): Statements => ({
  sql: async <Row>(strings: TemplateStringsArray, ...values: unknown[]) =>
    (await ask(client, { ...statementOf(strings), values })).rows as readonly Row[],
  run: async <Row>(text: string, values?: unknown[]) =>
    (await ask(client, values === undefined ? { text } : { text, values })).rows as readonly Row[],
})

/** Inserts rows whose keys are the table's columns, as one parameter. */
export async function insertRows(
  { run }: Statements,
  table: string,
  rows: readonly Readonly<Record<string, unknown>>[],
  onConflict = '',
): Promise<void> {
  const columns = Object.keys(rows[0] ?? {})
    .map(escapeIdentifier)
    .join(', ')
  await run(
    `INSERT INTO ${escapeIdentifier(table)} (${columns})
     SELECT ${columns} FROM json_populate_recordset(NULL::${escapeIdentifier(table)}, $1) ${onConflict}`,
    [JSON.stringify(rows)],
  )
}

/**
 * Connections that many share: a statement is sent while those before it are being answered. Never for a transaction.
 * One that is lost fails what was asked on it; the next question opens it anew.
 */
function openShared(address: string, count: number) {
  const clients = new Map<number, Promise<Client>>()
  let turn = 0
  function open(at: number): Promise<Client> {
    // What all requests of one round of the event loop ask goes together.
    const client = new Client(configOf(address, setImmediate))
    const opened = client.connect().then(() => client)
    clients.set(at, opened)
    // Its end is told after its error: by then another may have its place.
    const forget = () => {
      if (clients.get(at) === opened) clients.delete(at)
    }
    client.on('error', () => undefined)
    client.once('end', forget)
    opened.catch(forget)
    return opened
  }
  return {
    async query(asked: Asked): Promise<QueryResult> {
      turn = (turn + 1) % count
      return (await (clients.get(turn) ?? open(turn))).query(asked)
    },
    async end(): Promise<void> {
      await Promise.all([...clients.values()].map(async (client) => (await client).end()))
    },
  }
}

/** Connects when it is first asked something. @param transactions - at once */
export function connect(address: string, transactions = forTransactions) {
  const shared = openShared(address, forStatements)
  const pool = new Pool({ ...configOf(address), max: transactions, idleTimeoutMillis: 0 })
  // A connection that is lost fails what was asked on it; the next question takes another.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => void client.on('error', () => undefined))

  /** One transaction on a connection of its own. @param mode - as in `BEGIN`. @throws what `work` throws, nothing being kept */
  async function begin<Value>(work: (statements: Statements) => Promise<Value>, mode = ''): Promise<Value> {
    const client = await pool.connect().catch((thrown: unknown) => {
      throw failureOf(thrown)
    })
    const statements = statementsOn(client)
    const { run } = statements
    let lost = false
    try {
      await run(`BEGIN ${mode}`)
      try {
        const value = await work(statements)
        // A transaction in which something failed is rolled back by its COMMIT, which does not call that an error.
        if ((await ask(client, { text: 'COMMIT' })).command !== 'COMMIT') throw new Error('not committed')
        return value
      } catch (thrown) {
        await run('ROLLBACK').catch(() => {
          lost = true
        })
        throw thrown
      }
    } finally {
      client.release(lost)
    }
  }

  return {
    ...statementsOn(shared),
    begin,
    /** One transaction, repeated where it met another. */
    async commit<Value>(work: (statements: Statements) => Promise<Value>): Promise<Value> {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await begin(work)
        } catch (thrown) {
          const again = thrown instanceof DatabaseError && repeatable.has(thrown.code ?? '')
          if (!again || attempt === mostAttempts) throw thrown
        }
      }
    },
    listen: (channel: string, hear: (text: string) => void, listening: () => void) =>
      listen(address, channel, hear, listening),
    async end(): Promise<void> {
      await Promise.allSettled([shared.end(), pool.end()])
    },
  }
}

/**
 * Hears a channel until it is closed, on a connection of its own that comes back when it is lost.
 * @param listening - each time it hears again: what was said meanwhile was not heard
 */
async function listen(
  address: string,
  channel: string,
  hear: (text: string) => void,
  listening: () => void,
): Promise<{ close(): Promise<void> }> {
  let closed = false
  let timer: NodeJS.Timeout | undefined
  let client: Client | null = null

  async function start(): Promise<void> {
    const made = new Client(configOf(address))
    client = made
    made.on('notification', ({ payload }) => hear(payload ?? ''))
    // An error is followed by the end.
    made.on('error', () => undefined)
    try {
      await made.connect()
      await made.query(`LISTEN ${escapeIdentifier(channel)}`)
    } catch (thrown) {
      await made.end().catch(() => undefined)
      throw failureOf(thrown)
    }
    made.once('end', later)
    listening()
  }
  function later(): void {
    if (closed) return
    timer = setTimeout(() => void start().catch(later), listenAgain)
  }
  await start()
  return {
    async close() {
      closed = true
      clearTimeout(timer)
      await client?.end().catch(() => undefined)
    },
  }
}
