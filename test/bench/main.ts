// Runs one bench by its name: `npm run bench -- NAME [--json]`; the last line printed is its result.
import { namedRun } from '../named-run.ts'

type Run = (options: { readonly json: boolean; readonly words: readonly string[] }) => Promise<void>

const words = process.argv.slice(2)
const name = words.find((word) => !word.startsWith('--')) ?? ''
const run = (await namedRun(new URL('.', import.meta.url), name, '[--json]')) as Run
await run({ json: words.includes('--json'), words })
