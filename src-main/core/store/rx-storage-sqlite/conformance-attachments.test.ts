// What RxDB expects of any storage's attachments, asked of ours and of RxDB's own memory storage alike.
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { bothStorages, bulk } from './both-storages.fixture.ts'
import { getRxStorageSqlite } from './index.ts'
import { openSample, type SampleData, sample } from './sample-instance.fixture.ts'

const given = (data: Blob) => ({ digest: `d${data.size}`, length: data.size, type: data.type, data })
const text = (words: string) => given(new Blob([words], { type: 'text/plain' }))
const withAttachments = (attachments: Readonly<Record<string, unknown>>, rev = '1-a'): SampleData =>
  sample('x', { _attachments: attachments as never, _rev: rev })

describe.each(bothStorages)('%s', (_name, newStorage) => {
  async function opened() {
    const instance = await openSample(newStorage())
    const stored = async () => {
      const [found] = await instance.findDocumentsById(['x'], true)
      if (found === undefined) throw new Error('not there')
      return found
    }
    const words = async (name: string, digest: string) =>
      (await instance.getAttachmentData('x', name, digest)).text()
    // A storage may throw at once or reject.
    const missing = (name: string, digest: string) =>
      expect(Promise.resolve().then(() => instance.getAttachmentData('x', name, digest))).rejects.toThrow()
    return { instance, stored, words, missing }
  }

  it('keeps attachments, drops them with their document, and never returns their bytes in a document', async () => {
    const instance = await openSample(newStorage())
    const data = new Blob(['王𠮷'], { type: 'text/plain' })
    await instance.bulkWrite(bulk(sample('x', { _attachments: { letter: given(data) } as never })), 'test')
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

  it('keeps bytes of every value and the type they came with', async () => {
    const { instance } = await opened()
    const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => index % 256)
    const data = new Blob([bytes], { type: 'application/pdf' })
    await instance.bulkWrite(bulk(withAttachments({ letter: given(data) })), 'test')
    const read = await instance.getAttachmentData('x', 'letter', 'd70000')
    expect(read.type).toBe('application/pdf')
    expect(new Uint8Array(await read.arrayBuffer())).toEqual(bytes)
    await instance.remove()
  })

  it('keeps those a write names without their bytes, replaces one, adds one and drops the one no longer named', async () => {
    const { instance, stored, words, missing } = await opened()
    await instance.bulkWrite(
      bulk(withAttachments({ kept: text('kept'), replaced: text('old'), dropped: text('dropped') })),
      'test',
    )
    const before = await stored()
    const after = withAttachments(
      { kept: before._attachments.kept, replaced: text('newer'), added: text('addition') },
      '2-a',
    )
    expect((await instance.bulkWrite([{ previous: before, document: after }], 'test')).error).toEqual([])
    expect(await words('kept', 'd4')).toBe('kept')
    expect(await words('replaced', 'd5')).toBe('newer')
    expect(await words('added', 'd8')).toBe('addition')
    await missing('dropped', 'd7')
    expect((await stored())._attachments).toEqual({
      kept: { digest: 'd4', length: 4, type: 'text/plain' },
      replaced: { digest: 'd5', length: 5, type: 'text/plain' },
      added: { digest: 'd8', length: 8, type: 'text/plain' },
    })
    await instance.remove()
  })

  it('refuses a new attachment without its bytes and writes nothing of that document', async () => {
    const { instance } = await opened()
    const { data: _data, ...stub } = text('words')
    const { error } = await instance.bulkWrite(
      [{ document: withAttachments({ letter: stub }) }, { document: sample('y') }],
      'test',
    )
    expect(error).toMatchObject([{ status: 510, documentId: 'x', attachmentId: 'letter' }])
    expect((await instance.findDocumentsById(['x', 'y'], true)).map((one) => one.id)).toEqual(['y'])
    await instance.remove()
  })

  it('tells of a write without the bytes of its attachments', async () => {
    const { instance } = await opened()
    const told: SampleData[] = []
    instance.changeStream().subscribe((one) => {
      for (const event of one.events) told.push(event.documentData as SampleData)
    })
    await instance.bulkWrite(bulk(withAttachments({ letter: text('words') })), 'test')
    expect(told.map((one) => one._attachments)).toEqual([
      { letter: { digest: 'd5', length: 5, type: 'text/plain' } },
    ])
    await instance.remove()
  })

  it('writes in the order it was asked, whatever there is to read first', async () => {
    const { instance } = await opened()
    const large = new Blob([new Uint8Array(5_000_000)])
    const first = withAttachments({ letter: given(large) })
    const results = await Promise.all([
      instance.bulkWrite(bulk(first), 'first'),
      instance.bulkWrite([{ previous: first, document: sample('x', { _rev: '2-a' }) }], 'second'),
      instance.bulkWrite(bulk(sample('x', { _rev: '3-a' })), 'third'),
    ])
    expect(results.map((one) => one.error.map((error) => error.status))).toEqual([[], [], [409]])
    await instance.remove()
  })

  it('does not answer one document’s attachment for another, nor another version of it', async () => {
    const { instance, missing } = await opened()
    await instance.bulkWrite(bulk(withAttachments({ letter: text('words') }), sample('y')), 'test')
    await missing('letter', 'd6')
    await missing('other', 'd5')
    await expect(
      Promise.resolve().then(() => instance.getAttachmentData('y', 'letter', 'd5')),
    ).rejects.toThrow()
    await instance.remove()
  })
})

it('leaves no bytes behind a document that is purged', async () => {
  const database = new Database(':memory:')
  const instance = await openSample(getRxStorageSqlite({ database }))
  const attachments = { letter: text('words') } as never
  const past = { lwt: Date.now() - 10_000 }
  await instance.bulkWrite(
    bulk(
      sample('x', { _attachments: attachments, _deleted: true, _meta: past }),
      sample('y', { _attachments: attachments }),
    ),
    'test',
  )
  const kept = () => database.prepare('SELECT id FROM rx_1_attachment ORDER BY id').pluck().all()
  expect(kept()).toEqual(['x', 'y'])
  expect(await instance.cleanup(0)).toBe(true)
  expect(kept()).toEqual(['y'])
  database.close()
})
