import type { SuiteIo } from '@sagellm-benchmark/suite'
import { waitingDisplay } from '../terminal/waiting-display.js'
import type { CommandIo } from './define-command.js'

/** What the suite sees of the world, from what a command sees. @param quiet - nothing is shown of a wait. */
export function suiteIo(io: CommandIo, { quiet }: { readonly quiet: boolean }): SuiteIo {
  return {
    cwd: io.cwd,
    env: io.env,
    signal: io.signal,
    words: ['sagellm-benchmark', ...io.argv],
    warn: (text) => void io.stderr.write(`! ${text}\n`),
    ...(quiet ? {} : { onWaiting: waitingDisplay(io.stderr).show }),
    ...(io.stopSignal ? { stopSignal: io.stopSignal } : {}),
  }
}
