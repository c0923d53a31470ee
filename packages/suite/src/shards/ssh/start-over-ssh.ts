import { type Clock, systemClock } from '@sagellm-benchmark/protocol-types'
import { type HostOutput, type HostProcess, type SshProgram, startOnHost } from './host-process.js'
import type { RemoteCommand } from './remote-script.js'

export type StartOverSshOptions = {
  /** A command for each host, in the order of the shards. */
  readonly commands: readonly (RemoteCommand & { readonly host: string })[]
  readonly ssh: SshProgram
  /** Called with each line that a host prints. */
  readonly onLine: (host: string, line: string, from: HostOutput) => void
  /** Called with a host whose command ended, and its exit code. @default nothing */
  readonly onEnd?: (host: string, code: number) => void
  /** @default systemClock() */
  readonly clock?: Clock
}

/** Commands that run on several hosts. */
export interface RunningHosts {
  /** Exit codes, in the order of the hosts. */
  readonly ended: Promise<readonly number[]>
  /** A Ctrl-C for all. */
  interrupt(): void
  /** Ends what still runs: by its own means, and where that takes too long by its connection. */
  close(): Promise<void>
}

/** The shell on the host gives a command ten seconds; some more, and the connection itself is ended. */
const RELEASE_WAIT_MS = 15_000

/** Starts one command on each host over OpenSSH. Whatever happens, `close` ends them. */
export function startOverSsh(options: StartOverSshOptions): RunningHosts {
  const { commands, ssh, onLine, onEnd = () => {}, clock = systemClock() } = options
  const running = new Set<HostProcess>()
  const ended = Promise.all(
    commands.map(async ({ host, ...command }) => {
      const process = startOnHost({ host, ssh, ...command, onLine: (line, from) => onLine(host, line, from) })
      running.add(process)
      try {
        const code = await process.ended
        onEnd(host, code)
        return code
      } finally {
        running.delete(process)
      }
    }),
  )
  ended.catch(() => {})
  const all = (act: (process: HostProcess) => void) => {
    for (const process of running) act(process)
  }
  return {
    ended,
    interrupt: () => all((process) => process.interrupt()),
    async close() {
      if (running.size === 0) return
      all((process) => process.release())
      const stop = clock.setTimer(RELEASE_WAIT_MS, () => all((process) => process.kill('SIGKILL')))
      await Promise.allSettled([...running].map((process) => process.ended))
      stop()
    },
  }
}
