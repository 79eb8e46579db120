// Where a store may not lie, and what is said where it cannot be written.
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSafeStore } from '../open-safe-store.ts'
import { storeFiles } from '../store-files.ts'
import { isShare, mountTypeOf, networkDriveOf, networkTypeName } from './network-drive.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), '界限 store-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('a network drive', () => {
  it('is known by the number of its file system, signed or not', () => {
    expect(networkTypeName(0x69_69)).toBe('nfs')
    expect(networkTypeName(0xff_53_4d_42)).toBe('cifs')
    expect(networkTypeName(-11_317_950)).toBe('cifs')
    // ext4, xfs, btrfs, tmpfs, overlay
    for (const local of [0xef_53, 0x58_46_53_42, 0x91_23_68_3e, 0x01_02_19_94, 0x79_4c_76_30])
      expect(networkTypeName(local)).toBeNull()
  })

  it('is known on Windows by the name of its share', () => {
    for (const share of [
      '\\\\server\\办件',
      '//server/办件',
      '\\\\?\\UNC\\server\\办件',
      '\\\\10.0.0.8\\d$\\store',
    ])
      expect(isShare(share)).toBe(true)
    for (const local of ['C:\\ProgramData\\窗口', '\\\\?\\C:\\ProgramData', '\\\\.\\C:\\', '/home/a', 'D:/'])
      expect(isShare(local)).toBe(false)
  })

  it('behind a file system of user space is known by the longest mount that holds it', () => {
    const mounts = [
      'rootfs / ext4 rw 0 0',
      'host:/share /mnt/far\\040away fuse.sshfs rw 0 0',
      '/dev/sdb1 /mnt/far\\040away/near fuseblk rw 0 0',
    ].join('\n')
    expect(mountTypeOf('/mnt/far away/store', mounts)).toBe('fuse.sshfs')
    expect(mountTypeOf('/mnt/far away/near/store', mounts)).toBe('fuseblk')
    expect(mountTypeOf('/mnt/far awaystore', mounts)).toBe('ext4')
  })

  it('is not a folder of this machine, also where it is yet to be made', () => {
    expect(networkDriveOf(join(folder, '还没有', 'store'))).toBeNull()
  })
})

/** Opens a store in a process of its own, as somebody who is no administrator; the code it fails with, or `open`. */
function openElsewhere(path: string): string {
  const script = `import { openSafeStore } from ${JSON.stringify(new URL('../open-safe-store.ts', import.meta.url).href)}
    try { const { store } = await openSafeStore(${JSON.stringify(path)}, { key: null, earlier: [] }); await store.close(); console.log('open') }
    catch (thrown) { console.log(thrown.code ?? thrown) }`
  const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
  return spawnSync(process.execPath, ['--input-type=module', '-e', script], nobody).stdout.toString().trim()
}

describe('a store', () => {
  it('held by another process is refused by its own code after a while, and opens when it is free', async () => {
    const { store } = await openSafeStore(folder, { key: null, earlier: [] })
    const script = `import { openSafeStore } from ${JSON.stringify(new URL('../open-safe-store.ts', import.meta.url).href)}
      try { await openSafeStore(${JSON.stringify(folder)}, { key: null, earlier: [] }); console.log('open') }
      catch (thrown) { console.log(thrown.code) }`
    const other = execFileSync(process.execPath, ['--input-type=module', '-e', script]).toString().trim()
    expect(other).toBe('store-locked')
    await store.close()
    const again = await openSafeStore(folder, { key: null, earlier: [] })
    expect(again.care.view().recoveries).toEqual([])
    await again.store.close()
  }, 30_000)

  it('in a folder that cannot be written is refused by its own code, and nothing in it changes', async () => {
    const inside = join(folder, '只读 store')
    mkdirSync(inside)
    const { store } = await openSafeStore(inside, { key: null, earlier: [] })
    await store.writeLocal('positions', { list: 7 })
    await store.close()
    const before = readFileSync(storeFiles(inside).database)
    if (process.getuid?.() === 0) {
      chmodSync(folder, 0o755)
      for (const name of ['', ...readdirSync(inside, { recursive: true, encoding: 'utf8' })])
        chownSync(join(inside, name), 65_534, 65_534)
    }
    chmodSync(inside, 0o555)
    expect(openElsewhere(inside)).toBe('store-read-only')
    expect(readFileSync(storeFiles(inside).database).equals(before)).toBe(true)
    chmodSync(inside, 0o755)
  })
})
