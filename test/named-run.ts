// Finds what a command such as `npm run bench -- NAME` is to run: the file of that name in a folder, which exports `run`.
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * The `run` of NAME.ts in `folder`; a name that is not there ends the program with what is.
 * @param usage - the words after the name
 */
export async function namedRun(folder: URL, name: string, usage: string): Promise<unknown> {
  const names = readdirSync(fileURLToPath(folder))
    .filter((file) => file.endsWith('.ts') && file !== 'main.ts' && !file.endsWith('.test.ts'))
    .map((file) => file.slice(0, -3))
  if (names.includes(name)) {
    const module = (await import(new URL(`${name}.ts`, folder).href)) as { readonly run?: unknown }
    if (typeof module.run === 'function') return module.run
  }
  console.error(`usage: NAME ${usage}; here are: ${names.join(', ')}`)
  process.exit(2)
}
