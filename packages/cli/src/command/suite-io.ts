import type { SuiteIo } from '@sagellm-benchmark/suite'
import type { CommandIo } from './define-command.js'

/** What the suite sees of the world, from what a command sees. */
export function suiteIo(io: CommandIo): SuiteIo {
  return {
    cwd: io.cwd,
    env: io.env,
    signal: io.signal,
    words: ['sagellm-benchmark', ...io.argv],
    ...(io.stopSignal ? { stopSignal: io.stopSignal } : {}),
  }
}
