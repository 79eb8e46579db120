// What RxDB expects of any storage, asked of ours and of RxDB's own memory storage alike.
import {
  type EventBulk,
  getComposedPrimaryKeyOfDocumentData,
  getRxReplicationMetaInstanceSchema,
  type RxStorageChangeEvent,
} from 'rxdb'
import { describe, expect, it } from 'vitest'
import { bothStorages, bulk, idsOf } from './both-storages.fixture.ts'
import {
  openSample,
  prepared,
  type Sample,
  sample,
  sampleSchema,
  sampleSchemaWith,
} from './sample-instance.fixture.ts'

describe.each(bothStorages)('%s', (name, newStorage) => {
  it('writes, overwrites and deletes, and finds by id with or without what is deleted', async () => {
    const instance = await openSample(newStorage())
    expect((await instance.bulkWrite(bulk(sample('x'), sample('y')), 'test')).error).toEqual([])
    const gone = sample('x', { _deleted: true, _rev: '2-a' })
    expect((await instance.bulkWrite([{ previous: sample('x'), document: gone }], 'test')).error).toEqual([])
    expect(idsOf(await instance.findDocumentsById(['x', 'y', 'z'], false))).toEqual(['y'])
    expect(idsOf(await instance.findDocumentsById(['x', 'y', 'z'], true))).toEqual(['x', 'y'])
    await instance.remove()
  })

  it('answers a conflict with the document that is there and writes the rest of the bulk', async () => {
    const instance = await openSample(newStorage())
    await instance.bulkWrite(bulk(sample('x', { name: 'first' })), 'test')
    const rows = [...bulk(sample('x', { name: 'second' })), ...bulk(sample('y'))]
    const { error } = await instance.bulkWrite(rows, 'test')
    expect(error).toMatchObject([
      {
        status: 409,
        documentId: 'x',
        documentInDb: { name: 'first' },
        writeRow: { document: { name: 'second' } },
      },
    ])
    const stale = { previous: sample('x', { _rev: '0-b' }), document: sample('x', { _rev: '2-a' }) }
    expect((await instance.bulkWrite([stale], 'test')).error).toMatchObject([{ status: 409 }])
    expect(idsOf(await instance.findDocumentsById(['y'], false))).toEqual(['y'])
    await instance.remove()
  })

  it('tells of each bulk once, after it can be read, and never of an empty one', async () => {
    const instance = await openSample(newStorage())
    const told: EventBulk<RxStorageChangeEvent<Sample>, unknown>[] = []
    const read: Promise<readonly Sample[]>[] = []
    instance.changeStream().subscribe((one) => {
      told.push(one)
      read.push(instance.findDocumentsById(['x'], true))
    })
    await instance.bulkWrite(bulk(sample('x'), sample('y')), 'first')
    await instance.bulkWrite(bulk(sample('x')), 'conflict')
    await instance.bulkWrite([], 'nothing')
    await instance.bulkWrite(
      [{ previous: sample('x'), document: sample('x', { _rev: '2-a', _deleted: true }) }],
      'last',
    )
    expect(told.map((one) => [one.context, one.events.map((event) => event.operation)])).toEqual([
      ['first', ['INSERT', 'INSERT']],
      ['last', ['DELETE']],
    ])
    expect(idsOf(await (read[0] as Promise<readonly Sample[]>))).toEqual(['x'])
    await instance.remove()
  })

  it('takes limit 0 as none, adds no filter on deletion, and skips', async () => {
    const instance = await openSample(newStorage())
    const documents = ['a', 'b', 'c', 'd'].map((id) => sample(id, { _deleted: id === 'c' }))
    await instance.bulkWrite(bulk(...documents), 'test')
    const find = async (query: Parameters<typeof prepared>[0]) =>
      idsOf((await instance.query(prepared(query))).documents)
    expect(await find({ selector: {}, limit: 0 })).toEqual([])
    expect(await find({ selector: {}, sort: [{ id: 'asc' }] })).toEqual(['a', 'b', 'c', 'd'])
    expect(await find({ selector: {}, sort: [{ id: 'desc' }], skip: 1, limit: 2 })).toEqual(['c', 'b'])
    expect((await instance.count(prepared({ selector: { _deleted: { $eq: false } } }))).count).toBe(3)
    await instance.remove()
  })

  it('does not change what it is given', async () => {
    const instance = await openSample(newStorage())
    const deepFreeze = <Value extends object>(value: Value): Value => {
      for (const one of Object.values(value)) if (typeof one === 'object' && one !== null) deepFreeze(one)
      return Object.freeze(value)
    }
    const document = sample('x', { deep: { unit: 'u' } })
    const before = JSON.stringify(document)
    await instance.bulkWrite(deepFreeze(bulk(document)), 'test')
    const query = prepared({ selector: { name: { $in: ['a'] } } })
    await instance.query(deepFreeze(query))
    expect(JSON.stringify(document)).toBe(before)
    await instance.remove()
  })

  it('purges what was deleted long enough ago and nothing else', async () => {
    const instance = await openSample(newStorage())
    const old = { lwt: Date.now() - 10_000 }
    await instance.bulkWrite(
      bulk(
        sample('old', { _deleted: true, _meta: old }),
        sample('fresh', { _deleted: true }),
        sample('alive', { _meta: old }),
      ),
      'test',
    )
    while (!(await instance.cleanup(5_000)));
    expect(idsOf(await instance.findDocumentsById(['old', 'fresh', 'alive'], true))).toEqual([
      'fresh',
      'alive',
    ])
    await instance.remove()
  })

  it('keeps collections and schema versions apart and refuses work once it is removed', async () => {
    const storage = newStorage()
    const one = await openSample(storage)
    const other = await openSample(storage, { collectionName: 'others' })
    const later = await openSample(storage, { schema: sampleSchemaWith({ version: 1 }) })
    await one.bulkWrite(bulk(sample('x')), 'test')
    expect(await other.findDocumentsById(['x'], true)).toEqual([])
    expect(await later.findDocumentsById(['x'], true)).toEqual([])
    await one.remove()
    await expect(Promise.resolve().then(() => one.bulkWrite(bulk(sample('y')), 'test'))).rejects.toThrow()
    const again = await openSample(storage)
    expect(await again.findDocumentsById(['x'], true)).toEqual([])
    for (const instance of [other, later, again]) await instance.remove()
  })

  it('shares one change stream between two instances on one collection', async () => {
    const storage = newStorage()
    const one = await openSample(storage)
    const other = await openSample(storage)
    const told: string[] = []
    other.changeStream().subscribe((event) => told.push(event.context))
    await one.bulkWrite(bulk(sample('x')), 'by one')
    await one.close()
    await other.bulkWrite(bulk(sample('y')), 'by other')
    expect(told).toEqual(['by one', 'by other'])
    expect(idsOf(await other.findDocumentsById(['x'], false))).toEqual(['x'])
    await other.remove()
  })

  it('takes a document that is new and already deleted, and tells nobody', async () => {
    const instance = await openSample(newStorage())
    const told: unknown[] = []
    instance.changeStream().subscribe((one) => told.push(one))
    expect((await instance.bulkWrite(bulk(sample('x', { _deleted: true })), 'test')).error).toEqual([])
    expect(told).toEqual([])
    expect(await instance.findDocumentsById(['x'], false)).toEqual([])
    expect(idsOf(await instance.findDocumentsById(['x'], true))).toEqual(['x'])
    await instance.remove()
  })

  it('tells what a document was and is, and of one that comes back as new', async () => {
    const instance = await openSample(newStorage())
    const told: RxStorageChangeEvent<Sample>[] = []
    const bulkIds: string[] = []
    instance.changeStream().subscribe((one) => {
      told.push(...one.events)
      bulkIds.push(one.id)
    })
    const first = sample('x', { name: 'first' })
    const second = sample('x', { name: 'second', _rev: '2-a' })
    const gone = sample('x', { name: 'second', _rev: '3-a', _deleted: true })
    const back = sample('x', { name: 'back', _rev: '4-a' })
    await instance.bulkWrite(bulk(first), 'test')
    await instance.bulkWrite([{ previous: first, document: second }], 'test')
    await instance.bulkWrite([{ previous: second, document: gone }], 'test')
    await instance.bulkWrite([{ previous: gone, document: back }], 'test')
    expect(
      told.map((one) => [
        one.operation,
        one.documentId,
        one.previousDocumentData?._rev,
        one.documentData._rev,
      ]),
    ).toEqual([
      ['INSERT', 'x', undefined, '1-a'],
      ['UPDATE', 'x', '1-a', '2-a'],
      ['DELETE', 'x', '2-a', '3-a'],
      ['INSERT', 'x', undefined, '4-a'],
    ])
    expect(new Set(bulkIds).size).toBe(4)
    expect(await instance.findDocumentsById(['x'], false)).toEqual([back])
    await instance.remove()
  })

  it('holds a deleted document against a write that does not know it, and changes nothing then', async () => {
    const instance = await openSample(newStorage())
    const gone = sample('x', { _deleted: true, _rev: '2-a' })
    await instance.bulkWrite(bulk(gone), 'test')
    const { error } = await instance.bulkWrite(bulk(sample('x', { name: 'again' })), 'late')
    expect(error).toMatchObject([
      { isError: true, status: 409, documentId: 'x', context: 'late', documentInDb: gone },
    ])
    expect(await instance.findDocumentsById(['x'], true)).toEqual([gone])
    await instance.remove()
  })

  it('gives back what it was given: text of every kind, numbers, nesting', async () => {
    const instance = await openSample(newStorage())
    const written = ['王𠮷\ud842', 'a\0b', '', '"\\\n'].map((name, index) =>
      sample(`id-${index}`, { name, count: [0.1, 1e21, 5e-324, -1][index] ?? 0, deep: { unit: name } }),
    )
    await instance.bulkWrite(bulk(...written), 'test')
    expect(
      await instance.findDocumentsById(
        written.map((one) => one.id),
        false,
      ),
    ).toEqual(written)
    const asked = prepared({ selector: { name: { $eq: 'a\0b' } } })
    expect((await instance.query(asked)).documents).toEqual([written[1]])
    await instance.remove()
  })

  it('takes bulks of thousands and ids by the thousand', async () => {
    const instance = await openSample(newStorage())
    const ids = Array.from({ length: 5_000 }, (_, index) => `id-${index}`)
    expect((await instance.bulkWrite(bulk(...ids.map((id) => sample(id))), 'test')).error).toEqual([])
    expect(await instance.findDocumentsById([], true)).toEqual([])
    expect(idsOf(await instance.findDocumentsById(ids, false))).toEqual(ids)
    await instance.remove()
  })

  it.each([
    { skip: 0, limit: 3 },
    { skip: 4, limit: 3 },
    { skip: 99, limit: 3 },
    { skip: 2, limit: 99 },
    { skip: 5 },
    { skip: 0, limit: 0 },
  ])('finds the page of skip $skip and limit $limit', async ({ skip, limit }) => {
    const instance = await openSample(newStorage())
    const documents = ['f', 'b', 'd', 'a', 'e', 'c'].map((id) => sample(id, { count: id < 'd' ? 7 : 3 }))
    await instance.bulkWrite(bulk(...documents), 'test')
    const query = prepared({
      selector: { count: { $gte: 0 } },
      sort: [{ count: 'desc' }],
      skip,
      ...(limit === undefined ? {} : { limit }),
    })
    // The higher count first, then by id.
    const expected = ['a', 'b', 'c', 'd', 'e', 'f'].slice(skip, skip + (limit ?? 99))
    expect(idsOf((await instance.query(query)).documents)).toEqual(expected)
    // RxDB's own counts the whole, against the interface's words.
    if (name === 'sqlite') expect((await instance.count(query)).count).toBe(expected.length)
    await instance.remove()
  })

  it('cleans up with no minimum time at once, says when it is done, and takes a purged id as new', async () => {
    const instance = await openSample(newStorage())
    const past = { lwt: Date.now() - 60_000 }
    const ids = Array.from({ length: 2_500 }, (_, index) => `id-${index}`)
    await instance.bulkWrite(bulk(...ids.map((id) => sample(id, { _deleted: true, _meta: past }))), 'test')
    expect(await instance.cleanup(120_000)).toBe(true)
    expect((await instance.findDocumentsById(ids, true)).length).toBe(2_500)
    let calls = 1
    while (!(await instance.cleanup(0))) calls += 1
    expect(calls).toBeLessThan(10)
    expect(await instance.findDocumentsById(ids, true)).toEqual([])
    expect((await instance.bulkWrite(bulk(sample('id-0')), 'test')).error).toEqual([])
    await instance.remove()
  })

  it('can be closed twice', async () => {
    const instance = await openSample(newStorage())
    await instance.close()
    await instance.close()
  })

  it('keeps the metadata of a replication beside the documents, under a key made of several fields', async () => {
    const storage = newStorage()
    const documents = await openSample(storage)
    const metaSchema = getRxReplicationMetaInstanceSchema(sampleSchema, false)
    const meta = await storage.createStorageInstance({
      databaseInstanceToken: 'token',
      databaseName: 'database',
      collectionName: 'rx-replication-meta-samples',
      schema: metaSchema,
      options: {},
      multiInstance: false,
      devMode: false,
    })
    const plain = { itemId: 'x', isCheckpoint: '0', docData: sample('x'), isResolvedConflict: '' } as const
    const id = getComposedPrimaryKeyOfDocumentData(metaSchema as never, plain as never)
    const written = { ...plain, id, _deleted: false, _meta: { lwt: 1 }, _rev: '1-a', _attachments: {} }
    expect((await meta.bulkWrite([{ document: written as never }], 'test')).error).toEqual([])
    expect(await meta.findDocumentsById([id], false)).toEqual([written])
    expect(await documents.findDocumentsById([id, 'x'], true)).toEqual([])
    await meta.remove()
    await documents.remove()
  })
})
