import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { started } from './started.mjs'

const quiet = { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' }
const addressOf = (number) => `10.77.0.${number + 1}`

/**
 * Hosts on this machine: each has a network card on one bridge, a name, processes and a monotonic clock of its own, and `packages` over its
 * `/usr`. They are namespaces without a name, so that nothing is left of them when their first process ends.
 *
 * @param hosts - names, each with seconds that its clock is ahead, and other names of it.
 */
export async function openLab(hosts, { packages = null } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'sagellm-hosts-'))
  const lines = hosts.map(({ name, names = [] }, at) => `${addressOf(at)} ${[name, ...names].join(' ')}`)
  writeFileSync(join(folder, 'hosts'), `127.0.0.1 localhost\n${lines.join('\n')}\n`)
  writeFileSync(
    join(folder, 'passwd'),
    `${readFileSync('/etc/passwd', 'utf8')}sshd:x:699:65534::/run/sshd:/bin/false\n`,
  )
  const holders = []
  const hold = async (words, script) => {
    const pid = await holder(words, script, folder)
    holders.push(pid)
    return pid
  }
  const close = async () => {
    for (const { child } of holders) child.kill('SIGKILL')
    await Promise.all(holders.map(({ ended }) => ended))
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const hub = await hold(['--net'], 'ip link add bridge0 type bridge && ip link set bridge0 up')
    const made = []
    for (const [at, { name, aheadSeconds = 0 }] of hosts.entries()) {
      const clock = ['--time', '--monotonic', String(aheadSeconds), '--boottime', String(aheadSeconds)]
      const { pid } = await hold(
        ['--net', '--mount', '--uts', '--pid', '--mount-proc', ...clock],
        hostScript({ name, folder, packages }),
      )
      const card = `card${at}`
      const ip = (of, ...words) => execFileSync('nsenter', [`--net=/proc/${of}/ns/net`, 'ip', ...words], quiet)
      ip(hub.pid, 'link', 'add', card, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', String(pid))
      ip(hub.pid, 'link', 'set', card, 'master', 'bridge0', 'up')
      ip(pid, 'address', 'add', `${addressOf(at)}/24`, 'dev', 'eth0')
      ip(pid, 'link', 'set', 'eth0', 'up')
      ip(pid, 'link', 'set', 'lo', 'up')
      const start = (words, { cwd = folder, ...options } = {}) =>
        started(['nsenter', ...spacesOf(pid), '--', 'sh', '-c', 'cd "$0" && exec "$@"', cwd, ...words], options)
      const cable = (state) => ip(hub.pid, 'link', 'set', card, state)
      made.push({ name, address: addressOf(at), pid, start, pull: () => cable('down'), plug: () => cable('up') })
    }
    return { folder, hosts: made, close }
  } catch (error) {
    await close()
    throw error
  }
}

const spacesOf = (pid) => ['--target', String(pid), '--net', '--mount', '--uts', '--pid', '--time']

/** What makes a host of its namespaces, before it is let alone. */
function hostScript({ name, folder, packages }) {
  const over = packages === null ? [] : [`mount -t overlay -o lowerdir=${packages}/usr:/usr overlay /usr`]
  return [
    ...over,
    'mount -t tmpfs tmpfs /run && mkdir -p /run/sshd /run/munge',
    `mount --bind ${folder}/hosts /etc/hosts && mount --bind ${folder}/passwd /etc/passwd`,
    `hostname ${name}`,
  ].join(' && ')
}

/** A process that keeps namespaces open and ends everything in them with itself. */
async function holder(spaces, script, folder) {
  const ready = join(mkdtempSync(join(folder, 'holder-')), 'ready')
  const words = [...spaces, '--fork', '--kill-child', 'sh', '-c', `${script} && : > ${ready} && exec sleep infinity`]
  const child = spawn('unshare', words, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' })
  let said = ''
  child.stderr.on('data', (text) => {
    said += text
  })
  const ended = new Promise((resolve) => {
    child.on('close', resolve)
  })
  for (;;) {
    if (child.exitCode !== null) throw new Error(`no host was made: ${said}`)
    try {
      readFileSync(ready)
      const own = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim()
      return { pid: Number(own), child, ended }
    } catch {
      await wait(20)
    }
  }
}
