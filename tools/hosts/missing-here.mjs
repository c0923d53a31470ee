import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** Why no hosts can be made on this machine, in one line; `null` where they can. */
export function missingHere() {
  if (process.platform !== 'linux') return 'hosts are namespaces of Linux'
  if (process.getuid() !== 0) return 'namespaces with a bridge need root'
  if (!existsSync('/usr/bin/apt-get')) return 'sshd and Slurm come from the registry of Debian'
  for (const [words, what] of [
    [['unshare', '--net', '--mount', '--uts', '--pid', '--fork', '--time', '--monotonic', '9', 'true'], 'namespaces'],
    [['unshare', '--net', 'ip', 'link', 'add', 'bridge0', 'type', 'bridge'], 'a bridge'],
    [
      ['unshare', '--net', 'ip', 'link', 'add', 'one', 'type', 'veth', 'peer', 'name', 'two'],
      'a pair of network cards',
    ],
  ]) {
    const { status, stderr, error } = spawnSync(words[0], words.slice(1), { encoding: 'utf8' })
    if (status !== 0) return `this machine makes no ${what}: ${(error?.message ?? stderr).trim().split('\n')[0]}`
  }
  return null
}

/**
 * What tests need beside namespaces, installed.
 *
 * @returns its value, or why it is not to be had here: no namespaces, or a registry that does not answer. Any other failure is thrown.
 */
export async function availableHere(install, { missing = missingHere() } = {}) {
  if (missing !== null) return { missing, title: `: ${missing}` }
  try {
    return { missing: null, title: '', value: await install() }
  } catch (error) {
    if (error.code !== 'NOT_REACHABLE') throw error
    return { missing: error.message, title: `: ${error.message}` }
  }
}
