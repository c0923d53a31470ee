import { spawn } from 'node:child_process'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import { linesOf } from '../lines-of.js'
import { remoteInput, type RemoteCommand, remoteScript } from './remote-script.js'

/** OpenSSH of this machine, and how it is called. */
export type SshProgram = {
  /** Environment of this process, with the PATH by which `ssh` is found. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Configuration file in the place of the user's own. @default ~/.ssh/config */
  readonly config?: string | undefined
}

export type HostOutput = 'stdout' | 'stderr'

export type HostProcessOptions = RemoteCommand & {
  readonly host: string
  readonly ssh: SshProgram
  readonly onLine: (line: string, from: HostOutput) => void
}

/** A command that runs on a host. */
export interface HostProcess {
  readonly host: string
  /** The exit code of the command; 255 where OpenSSH could not run it, or lost the host. */
  readonly ended: Promise<number>
  /** A Ctrl-C for the command. */
  interrupt(): void
  /** A Ctrl-C, and after ten seconds the end of it. */
  release(): void
  /** Ends OpenSSH on this machine, by its id. */
  kill(signal: NodeJS.Signals): void
}

/** No questions, which nobody could answer for several hosts at once; and a host that has gone is noticed. */
const flags = [
  ...['-T', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=30'],
  ...['-o', 'ServerAliveInterval=10', '-o', 'ServerAliveCountMax=3'],
]

/**
 * Runs a command on a host over OpenSSH. Words and variables go through the input of the connection: no command line shows the variables, here
 * or there, and the words only as those of the command itself.
 *
 * @param host - checked by `checkedSshHost`.
 */
export function startOnHost({ host, ssh, onLine, ...command }: HostProcessOptions): HostProcess {
  const input = remoteInput(command)
  const words = [...(ssh.config === undefined ? [] : ['-F', ssh.config]), ...flags, '--', host, remoteScript]
  // A session of its own: Ctrl-C at a terminal is for this program, which tells the hosts in its own way.
  const child = spawn('ssh', words, { env: { ...ssh.env }, stdio: 'pipe', detached: true })
  const outputs = [
    linesOf(child.stdout, (line) => onLine(line, 'stdout')),
    linesOf(child.stderr, (line) => onLine(line, 'stderr')),
  ]
  // Whoever writes to a connection that is gone learns of it by its end.
  child.stdin.on('error', () => {})
  child.stdin.write(input)
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', (cause) =>
      reject(new BenchError('unavailable', `cannot run ssh: ${cause.message}`, { cause, hint: 'install OpenSSH' })),
    )
    child.on('close', (code) => void Promise.all(outputs).then(() => resolve(code ?? 255)))
  })
  // It is awaited later, and may fail before.
  ended.catch(() => {})
  return {
    host,
    ended,
    interrupt: () => void child.stdin.write('\n'),
    release: () => void child.stdin.end(),
    kill: (signal) => void child.kill(signal),
  }
}
