// `npm test`: sets up, then format, lint and import rule, types, build, and every test; the last line says passed and failed.
// With words (`npm test -- NAME`) only the tests whose path holds one of them, without the checks before.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { buildIfStale, installDependencies, node, root } from './set-up.mjs'
import { installPrograms } from './system-packages.mjs'

const tool = (name, ...path) => join(root, 'node_modules', ...name.split('/'), ...path)
const words = process.argv.slice(2)

installDependencies()
installPrograms()
const { canHaveRuntime, installRuntime } = await import('./electron-runtime.mjs')
if (canHaveRuntime) installRuntime()

const times = []
const failed = []
/** Runs one check and goes on whatever comes: a person wants to see all that is wrong. */
function check(name, given) {
  const started = Date.now()
  console.log(`\n── ${name}`)
  const { status } = spawnSync(node, given, { cwd: root, stdio: 'inherit' })
  times.push(`${name} ${Math.round((Date.now() - started) / 1000)} s`)
  if (status !== 0) failed.push(name)
}

let checks = 0
if (words.length === 0) {
  const layers = ['src-shared', 'src-main/core', 'src-main', 'src-endpoint', 'src-renderer', 'test']
  check('format, lint, import rule', [tool('@biomejs/biome', 'bin', 'biome'), 'check', '.'])
  for (const layer of layers) check(`types of ${layer}`, [tool('typescript', 'bin', 'tsc'), '-p', layer])
  checks = layers.length + 1
}
buildIfStale()

const report = join(root, 'test-results', 'vitest.json')
// A report of an earlier run must never speak for this one.
rmSync(report, { force: true })
const vitest = [
  tool('vitest', 'vitest.mjs'),
  'run',
  ...words,
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
]
const display = ['-a', '--server-args=-screen 0 1366x768x24', node, ...vitest]
const tests = spawnSync('xvfb-run', display, { cwd: root, stdio: 'inherit' })
const result = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : null
const passed = checks - failed.length + (result?.numPassedTests ?? 0)
// A file that could not even be loaded counts: its tests are not among the failed ones.
const unloaded = (result?.testResults ?? []).filter(
  (file) => file.status === 'failed' && file.assertionResults.length === 0,
)
let failures = failed.length + (result?.numFailedTests ?? 0) + unloaded.length
if (failures === 0 && (tests.status !== 0 || passed === 0)) failures = 1

if (times.length > 0) console.log(`\n${times.join(' · ')}`)
for (const name of failed) console.log(`failed: ${name}`)
for (const file of unloaded) console.log(`failed: ${file.name}`)
for (const file of result?.testResults ?? []) {
  for (const one of file.assertionResults) if (one.status === 'failed') console.log(`failed: ${one.fullName}`)
}
console.log(`${passed} passed, ${failures} failed`)
process.exit(failures === 0 ? 0 : 1)
