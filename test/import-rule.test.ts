// The import rule says who may enter which room: a forbidden import fails the lint and is told what is allowed.
import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
let written = ''
afterEach(() => rmSync(written, { force: true }))

function lint(path: string, imported: string): string {
  written = join(root, path)
  writeFileSync(
    written,
    `// A file that a test wrote.\nimport { x } from '${imported}'\n\nexport const y = x\n`,
  )
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
  const { stdout, stderr } = spawnSync(process.execPath, [biome, 'lint', written, '--colors=off'], {
    cwd: root,
    encoding: 'utf8',
  })
  return `${stdout}${stderr}`
}

describe('the import rule', () => {
  it.each([
    ['src-shared/zz-probe.ts', 'node:fs', 'src-shared is pure'],
    ['src-shared/domain/zz-probe.ts', '../../src-main/core/main.ts', 'src-shared is pure'],
    ['src-main/core/desk/zz-probe.ts', '../../shell/main.ts', 'Core may import src-shared'],
    ['src-main/shell/zz-probe.ts', '../core/main.ts', 'The shell may import src-shared and the launcher'],
    ['src-main/browser-host/zz-probe.ts', '../core/main.ts', 'The browser host may import'],
    ['src-renderer/zz-probe.ts', '../src-main/core/main.ts', 'The renderer may import src-shared only'],
    ['src-renderer/pages/zz-probe.ts', 'node:fs', 'The renderer may import src-shared only'],
    ['src-endpoint/zz-probe.ts', '../src-main/core/main.ts', 'The endpoint may import src-shared only'],
  ])('%s may not import %s', (path, imported, message) => {
    expect(lint(path, imported)).toContain(message)
  })

  it('lets in what is allowed', () => {
    expect(lint('src-endpoint/zz-probe.ts', '../src-shared/errors.ts')).not.toContain('may import')
  })
})
