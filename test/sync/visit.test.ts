// A visit of one's own with a real core: photos are kept before the record names them, stay at their window, and are never half there.
import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { largestPhoto, mostPhotos } from '../../src-shared/domain/visit.ts'
import { newSeat, openSeat, openTown, type Seat, type Town } from '../campaign/schedules.ts'
import { coreSettings } from '../desk-process.ts'
import { demandingUnit, lin } from '../small-town.ts'
import { openStoreOf } from '../store-keys.ts'
import { visitPhoto, withMetadata } from '../visit-photo.ts'

const kills = 10
/** Milliseconds from the beginning of an act within which core is killed. */
const soon = 40

describe('a visit', () => {
  let town: Town
  let seat: Seat
  let stream = ''
  const visit = {
    visitedAt: '2026-11-20T02:00:00.000Z',
    place: '博山区城东街道 12 号',
    visitors: '柏安、林溪',
    findings: '房屋空置，邻居称三年前搬离',
    verdict: 'mismatch',
  } as const
  const signature = { signer: '程邻', path: 'M10 90L60 40L110 120M150 60L200 60' }
  const entryOf = async (name: string) => {
    const { proofs } = await seat.desk.view('case', { case: stream })
    return proofs.find((proof) => proof.entry.proofName === name)?.entry.entry ?? ''
  }
  const recordOf = async (entry: string) => {
    const { proofs } = await seat.desk.view('case', { case: stream })
    return proofs.find((proof) => proof.entry.entry === entry)?.visit ?? null
  }
  const openCase = async (name: string) => {
    const found = await seat.desk.call('searchList', { text: 'ggzlzf', limit: 5 })
    const applicant = { name, identityNumber: '370304199001012840', telephone: '' }
    return (await seat.desk.call('openCase', { serviceItem: found.items[0]?.serviceItem ?? '', applicant }))
      .case
  }
  beforeAll(async () => {
    town = await openTown()
    seat = town.demanding
    stream = await openCase('程小禾')
  }, 60_000)
  afterAll(async () => {
    if (seat !== town.demanding) await seat.desk.stop()
    await town.close()
  }, 60_000)

  it('refuses what is no photo, carries the place it was taken at, or is too much, and keeps nothing of it', async () => {
    const onProof = { case: stream, entry: await entryOf('婚姻状况证明'), ...visit }
    const good = await visitPhoto('12')
    const bad = [
      ['no photo'],
      // Exif and XMP, what editors write, a comment, provenance (JUMBF).
      ...[0xffe1, 0xffed, 0xfffe, 0xffeb].map((marker) => [withMetadata(good, marker).toString('base64')]),
      // A telephone's second picture behind the first.
      [Buffer.concat([good, withMetadata(good)]).toString('base64')],
      [good.subarray(0, -2).toString('base64')],
      [
        Buffer.concat([good.subarray(0, -2), Buffer.alloc(largestPhoto), good.subarray(-2)]).toString(
          'base64',
        ),
      ],
      Array.from({ length: mostPhotos + 1 }, () => good.toString('base64')),
    ]
    for (const photos of bad)
      expect(await seat.desk.failure('checkOnSite', { ...onProof, photos })).toMatchObject({
        code: 'input-invalid',
      })
    const path = 'M1 1L2 2"/><script>'
    expect(
      await seat.desk.failure('checkOnSite', { ...onProof, signature: { signer: '程邻', path } }),
    ).toMatchObject({
      code: 'input-invalid',
    })
    expect(await recordOf(onProof.entry)).toBeNull()
  })

  it('is recorded with photos and signature while the line is down, and is there after a restart', async () => {
    await seat.line.cut()
    const entry = await entryOf('婚姻状况证明')
    const photos = await Promise.all(
      ['12', '14'].map(async (text) => (await visitPhoto(text)).toString('base64')),
    )
    // Twice the same is one.
    await seat.desk.call('checkOnSite', {
      case: stream,
      entry,
      ...visit,
      photos: [...photos, photos[0] ?? ''],
      signature,
    })
    await seat.desk.kill()
    seat = { ...seat, desk: await openSeat(seat, true) }
    const record = await recordOf(entry)
    expect(record).toMatchObject({ ...visit, signature })
    expect(record?.photos).toHaveLength(2)
    for (const [index, { digest }] of (record?.photos ?? []).entries())
      expect(await seat.desk.call('readVisitPhoto', { case: stream, digest })).toEqual({
        state: 'here',
        jpeg: photos[index],
      })
    expect(await seat.desk.failure('readVisitPhoto', { case: stream, digest: '0'.repeat(64) })).toMatchObject(
      {
        code: 'not-found',
      },
    )
    const timeline = JSON.stringify((await seat.desk.view('case', { case: stream })).timeline)
    expect(timeline).not.toContain(signature.path)
    const everything = { from: '', to: '', unit: '', staff: '' } as const
    const exported = await seat.desk.call('exportLedger', {
      ledger: 'on-site',
      ...everything,
      format: 'xlsx',
    })
    const book = new ExcelJS.Workbook()
    await book.xlsx.load(new Uint8Array(Buffer.from(exported.content, 'base64')).buffer)
    const cells = JSON.stringify(book.worksheets[0]?.getSheetValues())
    expect(cells).toContain('三年前搬离，不符，照片 2 张，程* 签名')
    expect(cells).not.toContain(signature.signer)
  }, 60_000)

  it('shows another window of the unit the record, and says where its photos are', async () => {
    await seat.line.restore()
    await seat.desk.call('syncNow', {})
    const folder = join(town.folder, 'second')
    mkdirSync(folder)
    const other = await newSeat(town.endpoint, folder, demandingUnit.code, lin.id)
    try {
      const view = await other.desk.until('case', { case: stream }, ({ proofs }) =>
        proofs.some((one) => one.visit !== null),
      )
      const record = view.proofs.find((one) => one.visit !== null)?.visit
      expect(record).toMatchObject({ findings: visit.findings, signature })
      const [photo] = record?.photos ?? []
      expect(await other.desk.call('readVisitPhoto', { case: stream, digest: photo?.digest ?? '' })).toEqual({
        state: 'elsewhere',
      })
    } finally {
      await other.desk.stop()
      await other.line.close()
    }
  }, 60_000)

  it('keeps a photo that a visit names when another visit with the same photo was cut off', async () => {
    const record = await recordOf(await entryOf('婚姻状况证明'))
    const digests = (record?.photos ?? []).map((one) => one.digest)
    expect(digests).not.toEqual([])
    await seat.desk.stop()
    const store = await openStoreOf(coreSettings(seat.folder))
    await store.writeLocal('visit-photos', { pending: [{ case: 'case/another', digests }] })
    await store.close()
    seat = { ...seat, desk: await openSeat(seat, true) }
    for (const digest of digests)
      expect(await seat.desk.call('readVisitPhoto', { case: stream, digest })).toMatchObject({
        state: 'here',
      })
  }, 60_000)

  it(`is whole or not there when core is killed in the middle, ${kills} times, and leaves no photo behind`, async () => {
    const kept: string[] = []
    const dropped: string[] = []
    for (let kill = 0; kill < kills; kill += 1) {
      const its = await openCase(`人${kill}`)
      const { proofs } = await seat.desk.view('case', { case: its })
      const entry = proofs.find((one) => one.entry.proofName === '婚姻状况证明')?.entry.entry ?? ''
      const jpegs = await Promise.all([1, 2, 3].map((number) => visitPhoto(`${kill}-${number}`)))
      const digests = jpegs.map((jpeg) => createHash('sha256').update(jpeg).digest('hex'))
      const recording = seat.desk
        .call('checkOnSite', {
          case: its,
          entry,
          ...visit,
          photos: jpegs.map((jpeg) => jpeg.toString('base64')),
        })
        .catch(() => undefined)
      await new Promise((resolve) => setTimeout(resolve, (soon * kill) / kills))
      await seat.desk.kill()
      await Promise.race([recording, new Promise((resolve) => setTimeout(resolve, 200))])
      seat = { ...seat, desk: await openSeat(seat, true) }
      const after = await seat.desk.view('case', { case: its })
      const record = after.proofs.find((one) => one.entry.entry === entry)?.visit ?? null
      if (record === null) dropped.push(...digests)
      else kept.push(...digests)
      for (const { digest } of record?.photos ?? [])
        expect(await seat.desk.call('readVisitPhoto', { case: its, digest })).toMatchObject({ state: 'here' })
    }
    await seat.desk.stop()
    const store = await openStoreOf(coreSettings(seat.folder))
    try {
      for (const digest of dropped) expect(await store.readLocal(`visit-photos/${digest}`)).toBeNull()
      for (const digest of kept) expect(await store.readLocal(`visit-photos/${digest}`)).not.toBeNull()
      expect(await store.readLocal('visit-photos')).toEqual({ pending: [] })
    } finally {
      await store.close()
    }
    seat = { ...seat, desk: await openSeat(seat, true) }
  }, 120_000)
})
