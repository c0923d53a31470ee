import { BenchError } from '@sagellm-benchmark/protocol-types'
import { version } from '../../version.js'
import { type HostProcess, type SshProgram, startOnHost } from './host-process.js'

export type CheckHostsOptions = {
  readonly hosts: readonly string[]
  /** How the program is called on the hosts. */
  readonly program: readonly string[]
  readonly ssh: SshProgram
  /** @default never */
  readonly signal?: AbortSignal
}

/** So much of what a host says is repeated. */
const LAST_WORDS = 3

/**
 * Asks the program on each host for its version, all at once; npx fetches it meanwhile.
 *
 * @throws BenchError `unavailable` naming every host that cannot be reached, has no such program, or another version of it, with the words
 *   of OpenSSH or of the host; `cancelled` where the signal came before.
 */
export async function checkHosts({ hosts, program, ssh, signal }: CheckHostsOptions): Promise<void> {
  const asked: HostProcess[] = []
  const end = () => {
    for (const each of asked) each.kill('SIGTERM')
  }
  signal?.addEventListener('abort', end, { once: true })
  try {
    const problems = await Promise.all(
      [...new Set(hosts)].map(async (host) => {
        const said: Record<'stdout' | 'stderr', string[]> = { stdout: [], stderr: [] }
        const onLine = (line: string, from: 'stdout' | 'stderr') => {
          if (line.trim() !== '') said[from] = [...said[from], line.trim()].slice(-LAST_WORDS)
        }
        const process = startOnHost({ host, ssh, onLine, words: [...program, '--version'] })
        asked.push(process)
        const code = await process.ended
        return code === 0 ? otherVersion(host, said.stdout.at(-1)) : `${host}: ${wordsOf(said, code)}`
      }),
    )
    if (signal?.aborted) throw new BenchError('cancelled', 'ended before anything was started')
    const named = problems.filter((each) => each !== null)
    if (named.length > 0)
      throw new BenchError('unavailable', named.join('; '), {
        hint: 'nothing was started; each host has to be reached by ssh without a question, and to have Node',
      })
  } finally {
    signal?.removeEventListener('abort', end)
  }
}

function otherVersion(host: string, said: string | undefined): string | null {
  if (said === version) return null
  return `${host}: has version ${said ?? 'unknown'} of this program, and here is version ${version}`
}

function wordsOf({ stdout, stderr }: Record<'stdout' | 'stderr', string[]>, code: number): string {
  const words = stderr.length > 0 ? stderr : stdout
  return words.length > 0 ? words.join(' ') : `ended with ${code} and said nothing`
}
