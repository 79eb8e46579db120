// A disk of a few megabytes that is really full or really read-only: a tmpfs, which takes an administrator to mount.
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export type SmallDisk = {
  readonly path: string
  /** Takes all room that is left but `bytes`. */
  fill(bytes: number): void
  free(): void
  setReadOnly(readOnly: boolean): void
  remove(): void
}

/** Mounts one at `path`, or answers null where this user may not. */
export function mountSmallDisk(path: string, megabytes: number): SmallDisk | null {
  mkdirSync(path, { recursive: true })
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path], { stdio: 'ignore' })
  } catch {
    return null
  }
  const ballast = join(path, 'ballast')
  return {
    path,
    fill(bytes) {
      const left = Number(
        execFileSync('df', ['--output=avail', '-B1', path]).toString().trim().split('\n').at(-1),
      )
      writeFileSync(ballast, Buffer.alloc(Math.max(0, left - bytes)))
    },
    free: () => rmSync(ballast, { force: true }),
    setReadOnly(readOnly) {
      execFileSync('mount', ['-o', readOnly ? 'remount,ro' : 'remount,rw', path])
    },
    remove() {
      execFileSync('umount', ['-l', path])
    },
  }
}
