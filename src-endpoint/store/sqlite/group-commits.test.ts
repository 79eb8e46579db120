// Pushes committed together stand and fall each by itself.
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { groupCommits } from './group-commits.ts'

function openCounted() {
  const database = new Database(':memory:')
  database.exec('CREATE TABLE events (id INTEGER PRIMARY KEY) STRICT')
  const told: number[] = []
  const appends = groupCommits(database, (growth) => told.push(...growth.map((one) => one.position)))
  const put = (id: number) =>
    appends.add(() => {
      database.prepare('INSERT INTO events (id) VALUES (?)').run(id)
      if (id < 0) throw new Error(`${id} is refused`)
      return { value: id, growth: [{ feed: 'list' as const, unit: null, position: id }] }
    })
  const here = () =>
    (database.prepare('SELECT id FROM events ORDER BY id').all() as { id: number }[]).map((row) => row.id)
  return { database, told, put, here }
}

test('a push that fails undoes nothing of those committed with it, and is told of alone', async () => {
  const { put, here, told } = openCounted()
  const settled = await Promise.allSettled(
    [1, 2, -3, 4, ...Array.from({ length: 20 }, (_, index) => 10 + index)].map(put),
  )
  expect(settled.filter((one) => one.status === 'rejected')).toHaveLength(1)
  expect(settled[2]?.status).toBe('rejected')
  const expected = [1, 2, 4, ...Array.from({ length: 20 }, (_, index) => 10 + index)]
  expect(here()).toEqual(expected)
  expect(told).toEqual(expected)
})

test('where the commit fails none of them is answered as done or told', async () => {
  const { database, put, told } = openCounted()
  const pushes = [1, 2, 3].map(put)
  database.close()
  const settled = await Promise.allSettled(pushes)
  expect(settled.map((one) => one.status)).toEqual(['rejected', 'rejected', 'rejected'])
  expect(told).toEqual([])
})
