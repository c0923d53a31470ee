import { createInterface } from 'node:readline/promises'
import { isLoopback } from '@sagellm-benchmark/clients/endpoint'
import { endListeners, type PortListener, portListeners } from '@sagellm-benchmark/runner/targets'
import type { CommandIo } from '../../command/define-command.js'
import { oneLine } from '../../command/report-error.js'

/** Asks a question and gives the answer as it was typed. */
type Ask = (question: string) => Promise<string>

export type CleanupOptions = {
  /** `--prompt-cleanup`; not given: only where a person sits at the terminal. */
  readonly wanted: boolean | undefined
  readonly urls: readonly string[]
  /** Whether a person can be asked. @default input and output are a terminal */
  readonly atTerminal?: boolean
  readonly io: CommandIo
  /** @default a line from the terminal */
  readonly ask?: Ask
  /** @default portListeners */
  readonly listenersOf?: (ports: readonly number[]) => readonly PortListener[]
  /** @default endListeners */
  readonly end?: (listeners: readonly PortListener[]) => Promise<readonly PortListener[]>
}

/**
 * After a comparison: lists what listens on the ports of local targets, and asks whether it may go. The default is no, and
 * without a terminal there is no question and nothing is ended.
 */
export async function promptCleanup(options: CleanupOptions): Promise<void> {
  const { wanted, urls, io, listenersOf = portListeners, end = endListeners } = options
  const atTerminal = options.atTerminal ?? (io.stdout.isTTY === true && process.stdin.isTTY === true)
  if (!(wanted ?? atTerminal)) return
  const listeners = listenersOf(localPorts(urls))
  if (listeners.length === 0) return

  io.stdout.write('\nStill listening on the ports of the targets:\n')
  for (const { port, pid, command, user, startedBy } of listeners) {
    const by = startedBy ? `, started by ${oneLine(startedBy.command ?? 'process')} (${startedBy.pid})` : ''
    io.stdout.write(
      `  port ${port}: process ${pid}${user ? ` of ${user}` : ''}${by}\n    ${oneLine(command ?? 'unknown')}\n`,
    )
  }
  const ask = options.ask ?? (atTerminal ? askAtTerminal : null)
  if (!ask) return void io.stdout.write('No terminal to ask at: they are left running.\n')
  const answer = await ask('End these processes? [y/N] ')
  if (!/^y(es)?$/i.test(answer.trim())) return void io.stdout.write('They are left running.\n')
  const left = await end(listeners)
  io.stdout.write(
    left.length === 0 ? 'Ended.\n' : `Could not be ended: ${left.map(({ pid }) => pid).join(', ')} (not yours?)\n`,
  )
}

function localPorts(urls: readonly string[]): number[] {
  return [
    ...new Set(
      urls.flatMap((text) => {
        const { port, protocol } = new URL(text)
        if (!isLoopback(text)) return []
        return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port)
      }),
    ),
  ]
}

async function askAtTerminal(question: string): Promise<string> {
  const reader = createInterface({ input: process.stdin, output: process.stdout })
  try {
    return await reader.question(question)
  } finally {
    reader.close()
  }
}
