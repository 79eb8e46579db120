// Whether a folder lies on a network drive. A write-ahead log and its locks are not safe there (sqlite.org/wal.html), so a store
// is never kept on one.
import { existsSync, readFileSync, realpathSync, statfsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** File systems of the network by the number Linux gives them (statfs(2)). */
const networkTypes = new Map<number, string>([
  [0x69_69, 'nfs'],
  [0x51_7b, 'smb'],
  [0xff_53_4d_42, 'cifs'],
  [0xfe_53_4d_42, 'smb2'],
  [0x56_4c, 'ncp'],
  [0x53_46_41_4f, 'afs'],
  [0x73_75_72_45, 'coda'],
  [0x00_c3_64_00, 'ceph'],
  [0x0b_d0_0b_d0, 'lustre'],
])
const fuseType = 0x65_73_55_46
/** User-space file systems that reach over the network; others, like those for NTFS, are local disks. */
const networkFuse = /^fuse\.(sshfs|davfs2?|rclone|gvfsd-fuse|s3fs|curlftpfs|glusterfs|cephfs|smbnetfs)$/

/** A name of Windows for a share: `\\server\share`, also `\\?\UNC\server\share`; `\\?\C:\` is a local disk. */
export function isShare(path: string): boolean {
  if (/^[\\/]{2}\?[\\/]unc[\\/]/i.test(path)) return true
  return /^[\\/]{2}[^\\/?.]/.test(path)
}

/** Type of the mount that holds `path`, of the text of `/proc/self/mounts`; the longest mount point wins. */
export function mountTypeOf(path: string, mounts: string): string {
  let found = { point: '', type: '' }
  for (const line of mounts.split('\n')) {
    const [, point = '', type = ''] = line.split(' ')
    const name = point.replaceAll(/\\([0-7]{3})/g, (_, octal: string) =>
      String.fromCharCode(Number.parseInt(octal, 8)),
    )
    const holds = path === name || path.startsWith(name.endsWith('/') ? name : `${name}/`)
    if (holds && name.length >= found.point.length) found = { point: name, type }
  }
  return found.type
}

export const networkTypeName = (type: number): string | null => networkTypes.get(type >>> 0) ?? null

/** Name of the network file system that holds `folder`, which need not exist yet; null where it is a disk of this machine. */
export function networkDriveOf(folder: string): string | null {
  let there = resolve(folder)
  while (!existsSync(there) && dirname(there) !== there) there = dirname(there)
  // A mapped letter shows its share only by its real name.
  const real = realpathSync.native(there)
  if (process.platform === 'win32') return isShare(real) ? 'smb' : null
  const { type } = statfsSync(real)
  const known = networkTypeName(type)
  if (known !== null || type !== fuseType) return known
  const mount = existsSync('/proc/self/mounts')
    ? mountTypeOf(real, readFileSync('/proc/self/mounts', 'utf8'))
    : ''
  return networkFuse.test(mount) ? mount : null
}
