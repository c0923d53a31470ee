import type { SuiteIo } from '@sagellm-benchmark/suite'
import { waitingDisplay } from '../terminal/waiting-display.js'
import type { CommandIo } from './define-command.js'

export type SuiteIoOptions = {
  /** Whether waits are not shown. */
  readonly quiet: boolean
  /** Of the flag `--no-token-cache`. */
  readonly tokenCache: boolean
  /** Of the flag `--no-calibration`. */
  readonly calibration: boolean
  /** A seed that was drawn, and belongs to the words that repeat the command. @default none was */
  readonly seed?: number | null | undefined
}

/** The options of the suite, from what a command gets. */
export function suiteIo(io: CommandIo, { quiet, tokenCache, calibration, seed = null }: SuiteIoOptions): SuiteIo {
  return {
    cwd: io.cwd,
    env: io.env,
    signal: io.signal,
    tokenCache,
    calibration,
    words: ['sagellm-benchmark', ...io.argv, ...(seed === null ? [] : ['--seed', String(seed)])],
    warn: (text) => void io.stderr.write(`! ${text}\n`),
    ...(quiet ? {} : { onWaiting: waitingDisplay(io.stderr).show }),
    ...(io.stopSignal ? { stopSignal: io.stopSignal } : {}),
  }
}
