// Copies the database file while acts go on: they go into the log, the file itself does not change until the copy is whole.
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { flushFolder } from '../keys/durable-file.ts'

/** Bytes copied between two looks at what else there is to do. */
const chunk = 1024 * 1024

/**
 * Copies the first `bytes` of an open file to `path`, which is there whole and on the disk, or not at all. The handle stays
 * open: closing any handle of a file would drop the lock SQLite holds on it for this process.
 */
export async function copyOnline(
  from: FileHandle,
  bytes: number,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  const part = `${path}.part`
  const to = await open(part, 'w', 0o600)
  try {
    const buffer = Buffer.alloc(Math.min(chunk, Math.max(bytes, 1)))
    for (let position = 0; position < bytes; ) {
      signal.throwIfAborted()
      const { bytesRead } = await from.read(buffer, 0, Math.min(buffer.length, bytes - position), position)
      if (bytesRead === 0) throw new Error('the database file ended early')
      await to.write(buffer, 0, bytesRead, position)
      position += bytesRead
    }
    await to.sync()
  } catch (thrown) {
    await to.close()
    await rm(part, { force: true })
    throw thrown
  }
  await to.close()
  await rename(part, path)
  flushFolder(dirname(path))
}
