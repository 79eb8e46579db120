// The table of the measures is true: every article of annex 2 it names has a test of that name in real Electron, and what it names is there.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const rows = readFileSync(join(root, 'docs/measures.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| [AS]/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))

const files = ['src-shared', 'src-main', 'src-renderer', 'src-endpoint', 'test'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(
    (name) => `${folder}/${name.replaceAll('\\', '/')}`,
  ),
)

/** Articles of annex 2 in a text such as `A2§3 on-site, §8`. */
const articlesIn = (text: string): readonly string[] =>
  text.startsWith('A2')
    ? [...text.matchAll(/(?:^|, |and )(?:A2)?§(\d+)/g)].map(([, article = '']) => article)
    : []

it('every article of annex 2 has a test under its name, at a real window', () => {
  const asked = new Set(rows.flatMap(([, article = '']) => articlesIn(article)))
  const held = new Set(
    files
      .filter((name) => /^test\/end-to-end\/.*\.test\.ts$/.test(name))
      .flatMap((name) => [
        ...readFileSync(join(root, name), 'utf8').matchAll(/describe[^\n]*\('(A2§[^']*)'/g),
      ])
      .flatMap(([, title = '']) => articlesIn(title)),
  )
  expect(asked.size).toBeGreaterThan(9)
  expect([...asked].filter((article) => !held.has(article))).toEqual([])
})

it('every file the table names is there', () => {
  const named = rows.flatMap((cells) =>
    [...cells.join('|').matchAll(/`([\w./-]+(?:\.tsx?|\/))`/g)].map(([, path = '']) => path),
  )
  expect(named.length).toBeGreaterThan(50)
  const isThere = (path: string) =>
    path.endsWith('/')
      ? files.some((name) => `/${name}/`.includes(`/${path}`))
      : files.some((name) => `/${name}`.endsWith(`/${path}`))
  expect(named.filter((path) => !isThere(path))).toEqual([])
})
