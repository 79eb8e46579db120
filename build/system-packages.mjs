// System packages the tests need beside Node: installed where we may, named where we may not.
import { spawnSync } from 'node:child_process'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { run } from './set-up.mjs'

/** Programs, and Debian's packages that bring them. */
const programs = {
  chromium: 'chromium',
  'xvfb-run': 'xvfb',
  pdftotext: 'poppler-utils',
  unzip: 'unzip',
  openssl: 'openssl',
  age: 'age',
  'gnome-keyring-daemon': 'gnome-keyring',
  'dbus-run-session': 'dbus',
  dunst: 'dunst',
  doveadm: 'dovecot-imapd',
  sendfax: 'hylafax-client',
  hfaxd: 'hylafax-server',
  postfix: 'postfix',
}
/** Libraries that Electron loads, and Debian's packages that bring them. */
const libraries = {
  'libgtk-3.so.0': 'libgtk-3-0',
  'libnss3.so': 'libnss3',
  'libasound.so.2': 'libasound2',
  'libgbm.so.1': 'libgbm1',
  'libsecret-1.so.0': 'libsecret-1-0',
  'libnotify.so.4': 'libnotify4',
}
const chineseFont = 'fonts-noto-cjk'
/** Debian keeps the server's programs here, outside the PATH. */
const postgresPrograms = '/usr/lib/postgresql'

const answers = (command, words) =>
  spawnSync(command, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
/** Servers stand in sbin, which an ordinary user's PATH may leave out. */
const has = (program) =>
  answers('sh', ['-c', `PATH="$PATH:/usr/sbin:/sbin" command -v ${program}`]).status === 0

function missingPackages() {
  const loadable = answers('sh', ['-c', 'PATH="$PATH:/sbin:/usr/sbin" ldconfig -p']).stdout ?? ''
  const hasFont = has('dpkg')
    ? answers('dpkg', ['-s', chineseFont]).status === 0
    : (answers('fc-list', [':lang=zh']).stdout ?? '').trim() !== ''
  return [
    ...Object.entries(programs)
      .filter(([program]) => !has(program))
      .map(([, name]) => name),
    ...Object.entries(libraries)
      .filter(([library]) => !loadable.includes(library))
      .map(([, name]) => name),
    ...(hasFont ? [] : [chineseFont]),
    ...(existsSync(postgresPrograms) || has('initdb') ? [] : ['postgresql']),
  ]
}

/** Newer Debian and Ubuntu name some libraries anew, for their 64-bit time. */
const currentName = (name) =>
  answers('apt-cache', ['show', `${name}t64`]).status === 0 ? `${name}t64` : name

/** Debian's way to install a server without starting it: the tests start theirs themselves, with their own folders and ports. */
function startNoServers() {
  const policy = '/usr/sbin/policy-rc.d'
  if (existsSync(policy)) return
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  process.on('exit', () => rmSync(policy, { force: true }))
}

/** Installs what is missing as root with apt-get; elsewhere ends this program with the names of the packages. */
export function installPrograms() {
  const missing = missingPackages()
  if (missing.length === 0) return
  if (process.getuid?.() !== 0 || !has('apt-get')) {
    console.error(`The tests need these system packages first (Debian's names): ${missing.join(' ')}`)
    process.exit(1)
  }
  console.log(`Installing ${missing.join(' ')} …`)
  const quiet = {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'ignore', 'inherit'],
  }
  startNoServers()
  // Postfix asks what it is for; the tests give it a configuration of their own.
  const answer = 'postfix postfix/main_mailer_type select No configuration\n'
  if (missing.includes('postfix') && has('debconf-set-selections'))
    run('debconf-set-selections', [], { ...quiet, input: answer, stdio: ['pipe', 'ignore', 'inherit'] })
  run('apt-get', ['update', '-qq'], quiet)
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing.map(currentName)], quiet)
}
