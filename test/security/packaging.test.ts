// The packaged product: its fuses are set, and core finds in the package alone all that it needs.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { toBuffer } from 'qrcode'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installRuntime, runtimeFolder, runtimeVersion } from '../../build/electron-runtime.mjs'
import { exportFormats } from '../../src-shared/contract/ledger.ts'
import { coreSettings, startDeskProcess, unattended } from '../desk-process.ts'
import { startEndpointProcess } from '../endpoint-process.ts'
import { hosts } from '../set-up/launch.ts'
import { demandingUnit, lin, passcode, writeReference } from '../small-town.ts'

const root = join(import.meta.dirname, '../..')
const tool = (name: string, path: string) => join(root, 'node_modules', name, path)

describe.runIf(hosts.includes('electron'))('the packaged product', () => {
  let folder = ''
  let packaged = ''
  beforeAll(() => {
    installRuntime()
    folder = mkdtempSync(join(tmpdir(), 'package-'))
    packaged = join(folder, 'linux-unpacked')
    const words = ['--config', 'build/electron-builder.json', '--linux', 'dir', '--x64', '--publish', 'never']
    const changed = [
      `-c.electronDist=${runtimeFolder}`,
      `-c.electronVersion=${runtimeVersion}`,
      `-c.directories.output=${folder}`,
    ]
    const built = spawnSync(process.execPath, [tool('electron-builder', 'cli.js'), ...words, ...changed], {
      cwd: root,
      encoding: 'utf8',
    })
    if (built.status !== 0) throw new Error(`${built.stdout}${built.stderr}`)
  }, 180_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 500 }))

  it('cannot be started as a plain Node, be inspected, or load an app from elsewhere', async () => {
    const wire = await getCurrentFuseWire(join(packaged, 'proof-free-window'))
    const isOn = (fuse: FuseV1Options) => wire[fuse] === '1'.charCodeAt(0)
    expect({
      runAsNode: isOn(FuseV1Options.RunAsNode),
      nodeOptions: isOn(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
      inspect: isOn(FuseV1Options.EnableNodeCliInspectArguments),
      onlyAsar: isOn(FuseV1Options.OnlyLoadAppFromAsar),
      integrity: isOn(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
      filePrivileges: isOn(FuseV1Options.GrantFileProtocolExtraPrivileges),
    }).toEqual({
      runAsNode: false,
      nodeOptions: false,
      inspect: false,
      onlyAsar: true,
      integrity: true,
      filePrivileges: false,
    })
  })

  it('holds everything core loads: its store, the list, workbooks, letters and the reader of their codes', async () => {
    const files = join(folder, 'files')
    spawnSync(process.execPath, [
      tool('@electron/asar', 'bin/asar.js'),
      'extract',
      join(packaged, 'resources/app.asar'),
      files,
    ])
    writeReference(join(folder, 'reference.json'))
    const endpoint = await startEndpointProcess(join(folder, 'endpoint'), join(folder, 'reference.json'))
    const enrolmentCode = await endpoint.enrolmentCode(demandingUnit.code, unattended.windowName)
    const settings = coreSettings(join(folder, 'window'), {
      resources: join(packaged, 'resources/resources'),
      fonts: join(packaged, 'resources/fonts'),
      demo: { ...unattended, endpoint: endpoint.url, enrolmentCode },
    })
    const core = await startDeskProcess(settings, {}, join(files, 'out/main/core.js'))
    expect(await core.call('searchList', { text: '', limit: 1 })).toMatchObject({ items: [] })
    await core.until('session', {}, (session) => session.staff.length > 0)
    await core.call('signIn', { staff: lin.id, passcode })
    const wholeLedger = { ledger: 'all', from: '', to: '', unit: '', staff: '' } as const
    for (const format of exportFormats)
      expect((await core.call('exportLedger', { ...wholeLedger, format })).content.length).toBeGreaterThan(
        5_000,
      )
    const picture = (await toBuffer('博审批协函〔2026〕3047号')).toString('base64')
    expect((await core.failure('findLetter', { picture })).code).toBe('letter-number-unknown')
    await core.stop()
    await endpoint.stop()
    // Unpacking writes some thousand files: a busy disk takes its time.
  }, 180_000)
})
