// `npm test`: sets up, then format, lint and import rule, types, build, and every test; the last line says passed and failed.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { canHaveRuntime, installRuntime } from './electron-runtime.mjs'
import { buildIfStale, installDependencies, node, root, run } from './set-up.mjs'

/** Programs the tests need beside Node, and Debian's packages that bring them. */
const programs = {
  chromium: 'chromium',
  'xvfb-run': 'xvfb',
  pdftotext: 'poppler-utils',
  unzip: 'unzip',
  openssl: 'openssl',
}
const libraries = ['fonts-noto-cjk', 'libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1']
const has = (program) => spawnSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' }).status === 0
const isInstalled = (name) => spawnSync('dpkg', ['-s', name], { stdio: 'ignore' }).status === 0

function installPrograms() {
  const missing = [
    ...Object.entries(programs)
      .filter(([program]) => !has(program))
      .map(([, name]) => name),
    ...(has('dpkg') ? libraries.filter((name) => !isInstalled(name)) : []),
  ]
  if (missing.length === 0) return
  if (process.getuid?.() === 0 && has('apt-get')) {
    console.log(`Installing ${missing.join(' ')} …`)
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    run('apt-get', ['update', '-qq'], { env: environment, stdio: ['ignore', 'ignore', 'inherit'] })
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], {
      env: environment,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    return
  }
  console.error(`The tests need these system packages first: ${missing.join(' ')}`)
  process.exit(1)
}

function packageFor(name) {
  return join(root, 'node_modules', ...name.split('/'))
}

const steps = []
function step(name, words, command = node) {
  const started = Date.now()
  console.log(`\n── ${name}`)
  run(command, words)
  steps.push(`${name} ${Math.round((Date.now() - started) / 1000)} s`)
}

installDependencies()
installPrograms()
if (canHaveRuntime) installRuntime()

step('format, lint, import rule', [join(packageFor('@biomejs/biome'), 'bin', 'biome'), 'check', '.'])
for (const layer of ['src-shared', 'src-main/core', 'src-main', 'src-endpoint', 'src-renderer', 'test']) {
  step(`types of ${layer}`, [join(packageFor('typescript'), 'bin', 'tsc'), '-p', layer])
}
buildIfStale()

const report = join(root, 'test-results', 'vitest.json')
const vitest = [
  join(packageFor('vitest'), 'vitest.mjs'),
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
]
const words = ['-a', '--server-args=-screen 0 1366x768x24', node, ...vitest]
const tests = spawnSync('xvfb-run', words, { cwd: root, stdio: 'inherit' })
if (!existsSync(report)) process.exit(1)
const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'))
console.log(`\n${steps.join(' · ')}`)
console.log(`${numPassedTests} passed, ${numFailedTests} failed`)
process.exit(tests.status === 0 && numFailedTests === 0 ? 0 : 1)
