// Bytes as they travel and are kept: compressed, with the name of how.
import { promisify } from 'node:util'
import { brotliDecompress, gunzip } from 'node:zlib'

/** What core can unpack, the smallest first; named as in `accept-encoding` (RFC 9110). */
export const packings = ['br', 'gzip', 'identity'] as const
export type Packing = (typeof packings)[number]
export type Packed = { readonly packing: Packing; readonly bytes: Buffer }

/** Nothing that unpacks to more is read. Large chunks: what is unpacked is put together from few. */
const limits = { maxOutputLength: 256 * 1024 * 1024, chunkSize: 512 * 1024 }
const [brotli, gzip] = [promisify(brotliDecompress), promisify(gunzip)]

/** Beside other work of core. @throws where it is not what it says, or too much */
export async function unpack({ packing, bytes }: Packed): Promise<Buffer> {
  switch (packing) {
    case 'br':
      return brotli(bytes, limits)
    case 'gzip':
      return gzip(bytes, limits)
    case 'identity':
      return bytes
  }
}
