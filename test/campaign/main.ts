// Runs one campaign by its name: `npm run campaign -- NAME [--count N] [--seed N] [--json]`; its last line is one JSON object.
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const folder = fileURLToPath(new URL('.', import.meta.url))
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { count: { type: 'string' }, seed: { type: 'string' }, json: { type: 'boolean' } },
})
const [name = ''] = positionals

export type CampaignResult = {
  readonly tried: number
  readonly failed: number
  readonly first_failing_seed: number | null
}
/** A campaign brings its own usual count and first seed. */
type Runnable = { run(count?: number, seed?: number): Promise<CampaignResult> }
const isRunnable = (module: unknown): module is Runnable =>
  typeof module === 'object' && module !== null && 'run' in module && typeof module.run === 'function'

const module: unknown =
  /^[a-z][a-z-]*$/.test(name) && existsSync(`${folder}${name}.ts`) ? await import(`./${name}.ts`) : null
if (!isRunnable(module)) {
  const source = readdirSync(folder).filter(
    (file) => file.endsWith('.ts') && file !== 'main.ts' && !file.endsWith('.test.ts'),
  )
  console.error(
    `usage: main.ts NAME [--count N] [--seed N] [--json]; here are: ${source.map((file) => file.slice(0, -3)).join(', ')}`,
  )
  process.exit(2)
}
const whole = (word: string | undefined) => (word === undefined ? undefined : Number.parseInt(word, 10))
const result = await module.run(whole(values.count), whole(values.seed))
console.log(JSON.stringify(result))
process.exitCode = result.failed > 0 ? 1 : 0
