// Runs one campaign by its name: `node test/campaign/main.ts NAME [--json]`; the last line printed is its result.
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('.', import.meta.url))
const words = process.argv.slice(2)
const name = words.find((word) => !word.startsWith('--')) ?? ''

type Runnable = { run(options: { readonly json: boolean; readonly words: readonly string[] }): Promise<void> }
const isRunnable = (module: unknown): module is Runnable =>
  typeof module === 'object' && module !== null && 'run' in module && typeof module.run === 'function'

const module: unknown =
  /^[a-z][a-z-]*$/.test(name) && existsSync(`${folder}${name}.ts`) ? await import(`./${name}.ts`) : null
if (!isRunnable(module)) {
  const source = readdirSync(folder).filter(
    (file) => file.endsWith('.ts') && file !== 'main.ts' && !file.endsWith('.test.ts'),
  )
  console.error(
    `usage: main.ts NAME [--json]; here are: ${source.map((file) => file.slice(0, -3)).join(', ')}`,
  )
  process.exit(2)
}
await module.run({ json: words.includes('--json'), words })
