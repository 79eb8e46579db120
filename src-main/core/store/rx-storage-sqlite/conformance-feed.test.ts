// What RxDB expects of any storage's change feed, asked of ours and of RxDB's own memory storage alike.
import { getChangedDocumentsSince } from 'rxdb'
import { describe, expect, it } from 'vitest'
import { bothStorages, bulk, idsOf } from './both-storages.fixture.ts'
import { openSample, sample } from './sample-instance.fixture.ts'

describe.each(bothStorages)('%s', (_name, newStorage) => {
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

  it('goes on within a bulk, and shows a document once, where it was written last, deleted ones too', async () => {
    const instance = await openSample(newStorage())
    const at = (lwt: number) => ({ _meta: { lwt } })
    const [a, b, c] = [sample('a', at(1)), sample('b', at(1)), sample('c', at(1))] as const
    await instance.bulkWrite(bulk(a, b, c), 'test')
    const pages: string[][] = []
    let checkpoint: unknown
    for (;;) {
      const page = await getChangedDocumentsSince(instance, 1, checkpoint)
      if (page.documents.length === 0) break
      pages.push(idsOf(page.documents))
      checkpoint = page.checkpoint
    }
    expect(pages).toEqual([['a'], ['b'], ['c']])
    const again = sample('a', { ...at(2), _rev: '2-a' })
    await instance.bulkWrite([{ previous: a, document: again }], 'test')
    await instance.bulkWrite(
      [{ previous: b, document: sample('b', { ...at(3), _rev: '2-a', _deleted: true }) }],
      'test',
    )
    await instance.bulkWrite([{ previous: again, document: sample('a', { ...at(4), _rev: '3-a' }) }], 'test')
    const since = async (from?: unknown) => (await getChangedDocumentsSince(instance, 9, from)).documents
    expect((await since(checkpoint)).map((one) => [one.id, one._rev, one._deleted])).toEqual([
      ['b', '2-a', true],
      ['a', '3-a', false],
    ])
    expect(idsOf(await since())).toEqual(['c', 'b', 'a'])
    await instance.remove()
  })

  it('does not move for a write that was refused', async () => {
    const instance = await openSample(newStorage())
    await instance.bulkWrite(bulk(sample('a')), 'test')
    const before = await getChangedDocumentsSince(instance, 9)
    await instance.bulkWrite(
      bulk(sample('a', { name: 'refused', _meta: { lwt: Date.now() + 1_000 } })),
      'test',
    )
    expect((await getChangedDocumentsSince(instance, 9, before.checkpoint)).documents).toEqual([])
    await instance.remove()
  })
})
