// What RxDB expects of any storage, asked of ours and of RxDB's own memory storage alike.
import Database from 'better-sqlite3'
import { type EventBulk, getChangedDocumentsSince, type RxStorage, type RxStorageChangeEvent } from 'rxdb'
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory'
import { describe, expect, it } from 'vitest'
import { getRxStorageSqlite } from './index.ts'
import { openSample, prepared, type Sample, sample, sampleSchemaWith } from './sample-instance.fixture.ts'

const storages: Readonly<Record<string, () => RxStorage<unknown, object>>> = {
  sqlite: () => getRxStorageSqlite({ database: new Database(':memory:') }) as RxStorage<unknown, object>,
  memory: () => getRxStorageMemory() as RxStorage<unknown, object>,
}

const idsOf = (documents: readonly { readonly id: string }[]) => documents.map((one) => one.id)
const bulk = (...documents: ReturnType<typeof sample>[]) => documents.map((document) => ({ document }))

describe.each(Object.entries(storages))('%s', (_name, newStorage) => {
  const digest = (data: Blob) => ({ digest: `d${data.size}`, length: data.size, type: 'text/plain', data })

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

  it('goes on from the checkpoint of a bulk and from that of a page, and keeps it where nothing is new', async () => {
    const instance = await openSample(newStorage())
    const checkpoints: unknown[] = []
    instance.changeStream().subscribe((one) => checkpoints.push(one.checkpoint))
    await instance.bulkWrite(bulk(sample('a', { _meta: { lwt: 1 } })), 'test')
    await instance.bulkWrite(
      bulk(sample('b', { _meta: { lwt: 2 } }), sample('c', { _meta: { lwt: 2 } })),
      'test',
    )
    const since = (limit: number, checkpoint?: unknown) =>
      getChangedDocumentsSince(instance, limit, checkpoint)
    const first = await since(2)
    expect(idsOf(first.documents)).toEqual(['a', 'b'])
    const second = await since(2, first.checkpoint)
    expect(idsOf(second.documents)).toEqual(['c'])
    const third = await since(2, second.checkpoint)
    expect(third).toEqual({ documents: [], checkpoint: second.checkpoint })
    expect(idsOf((await since(9, checkpoints[0])).documents)).toEqual(['b', 'c'])
    await instance.bulkWrite(
      [{ previous: sample('a'), document: sample('a', { _rev: '2-a', _meta: { lwt: 3 } }) }],
      'test',
    )
    expect((await since(9, third.checkpoint)).documents).toMatchObject([{ id: 'a', _rev: '2-a' }])
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

  it('keeps attachments, drops them with their document, and never returns their bytes in a document', async () => {
    const instance = await openSample(newStorage())
    const data = new Blob(['王𠮷'], { type: 'text/plain' })
    await instance.bulkWrite(bulk(sample('x', { _attachments: { letter: digest(data) } as never })), 'test')
    const [stored] = await instance.findDocumentsById(['x'], false)
    expect(stored?._attachments.letter).toEqual({ digest: 'd7', length: 7, type: 'text/plain' })
    expect(await (await instance.getAttachmentData('x', 'letter', 'd7')).text()).toBe('王𠮷')
    await instance.bulkWrite(
      [
        {
          previous: stored as NonNullable<typeof stored>,
          document: sample('x', { _deleted: true, _rev: '2-a' }),
        },
      ],
      'test',
    )
    await expect(
      Promise.resolve().then(() => instance.getAttachmentData('x', 'letter', 'd7')),
    ).rejects.toThrow()
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
})
