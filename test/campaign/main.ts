// Runs one campaign by its name: `npm run campaign -- NAME [--count N] [--seed N] [--json]`; its last line is one JSON object.
import { parseArgs } from 'node:util'
import { namedRun } from '../named-run.ts'

/** A campaign brings its own usual count and first seed. */
type Run = (
  count?: number,
  seed?: number,
) => Promise<{
  readonly tried: number
  readonly failed: number
  readonly first_failing_seed: number | null
}>

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { count: { type: 'string' }, seed: { type: 'string' }, json: { type: 'boolean' } },
})
const usage = '[--count N] [--seed N] [--json]'
const run = (await namedRun(new URL('.', import.meta.url), positionals[0] ?? '', usage)) as Run
const whole = (word: string | undefined) => (word === undefined ? undefined : Number.parseInt(word, 10))
const result = await run(whole(values.count), whole(values.seed))
console.log(JSON.stringify(result))
process.exitCode = result.failed > 0 ? 1 : 0
