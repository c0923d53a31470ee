import { invalidArgument } from '@sagellm-benchmark/protocol-types'

/** No word that OpenSSH could take for a flag, and nothing that a ProxyCommand of a user's configuration could run. */
const possible = /^[A-Za-z0-9_[:][\w.@:%+[\]/-]{0,254}$/

/**
 * A machine as OpenSSH names it: `node-2`, `user@node-2`, `ssh://user@node-2:2222`, an address, an alias of the user's configuration.
 *
 * @throws BenchError `invalid_argument` for a text that is none.
 */
export function checkedSshHost(text: string): string {
  if (possible.test(text)) return text
  throw invalidArgument(
    'host',
    text,
    'give a machine as ssh takes it, such as node-2, user@node-2 or ssh://node-2:2222',
  )
}

/**
 * The machine's own name, by which others reach it.
 *
 * @example machineOf('ssh://user@node-2:2222') // 'node-2'
 */
export function machineOf(host: string): string {
  const isUri = host.startsWith('ssh://')
  const machine = host.replace(/^ssh:\/\//, '').replace(/^[^@]*@/, '')
  const bare = isUri ? machine.replace(/:\d+$/, '') : machine
  return bare.replace(/^\[(.*)\]$/, '$1')
}
