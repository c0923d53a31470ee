import type { Clock } from '@sagellm-benchmark/protocol-types'
import type { ProgressSnapshot } from '@sagellm-benchmark/runner/progress'
import type { Output } from '../command/define-command.js'
import { progressText } from './progress-text.js'
import type { TrendSnapshot } from './trend.js'

export interface ProgressDisplay {
  /** Removes the live line, e.g. before something else is printed. */
  clear(): void
  stop(): void
}

export type ProgressDisplayOptions = {
  readonly clock: Clock
  /** ms between two looks. @default 200 on a terminal, 5000 elsewhere */
  readonly everyMs?: number
  /** The pace of the last seconds; only a terminal shows it. */
  readonly trend?: () => TrendSnapshot
}

const clearLine = '\r\u001b[2K'

/**
 * Shows how far a run is: one line that redraws itself on a terminal; elsewhere (a CI log, a pipe) a plain line now and then,
 * and only when something has changed.
 */
export function showProgress(
  output: Output,
  snapshot: () => ProgressSnapshot,
  options: ProgressDisplayOptions,
): ProgressDisplay {
  const live = output.isTTY === true
  const everyMs = options.everyMs ?? (live ? 200 : 5_000)
  let shown = ''
  let cancel = () => {}

  const draw = () => {
    const state = snapshot()
    if (state.workload !== null) {
      const text = progressText(state, {
        columns: live ? (output.columns ?? 80) : Number.POSITIVE_INFINITY,
        bar: live,
        trend: live ? (options.trend?.() ?? null) : null,
      })
      if (live) output.write(`${clearLine}${text}`)
      else if (text !== shown) output.write(`${text}\n`)
      shown = text
    }
    cancel = options.clock.setTimer(everyMs, draw)
  }
  cancel = options.clock.setTimer(everyMs, draw)

  const clear = () => {
    if (live && shown !== '') output.write(clearLine)
  }
  return {
    clear,
    stop() {
      cancel()
      clear()
    },
  }
}
