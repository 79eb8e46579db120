// One signature, and many at once on worker threads: each is judged for itself.
import { generateKeyPairSync, sign } from 'node:crypto'
import { expect, test } from 'vitest'
import { checkSignatures, isSigned, readDeviceKey } from './signatures.ts'

const pair = generateKeyPairSync('ed25519')
const key = readDeviceKey(pair.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'))
const signed = (text: string) => ({
  text,
  signature: sign(null, Buffer.from(text), pair.privateKey).toString('base64'),
})

test('many at once are answered each for itself and in their order', async () => {
  const texts = Array.from({ length: 60 }, (_, index) => `event ${index}`)
  const given = texts.map((text, index) =>
    index % 7 === 3 ? { ...signed(text), text: `${text} changed` } : signed(text),
  )
  const expected = texts.map((_, index) => index % 7 !== 3)
  expect(await checkSignatures(key, given)).toEqual(expected)
  const more = await Promise.all(Array.from({ length: 10 }, () => checkSignatures(key, given)))
  expect(more).toEqual(Array.from({ length: 10 }, () => expected))
})

test('a signature of another length, of another key or by no key is none', async () => {
  const { text, signature } = signed('one')
  const other = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'der' })
  expect(isSigned(key, text, Buffer.from(signature, 'base64'))).toBe(true)
  expect(isSigned(key, text, Buffer.alloc(0))).toBe(false)
  expect(isSigned(key, text, Buffer.alloc(65))).toBe(false)
  expect(isSigned(null, text, Buffer.from(signature, 'base64'))).toBe(false)
  expect(isSigned(readDeviceKey(other.toString('base64')), text, Buffer.from(signature, 'base64'))).toBe(
    false,
  )
  expect(readDeviceKey('nothing of ours')).toBe(null)
  expect(await checkSignatures(key, [{ text, signature: '' }, ...Array(5).fill(signed('two'))])).toEqual([
    false,
    ...Array(5).fill(true),
  ])
})
