import { type Clock, systemClock } from '@sagellm-benchmark/protocol-types'
import type { RunObserver } from '@sagellm-benchmark/runner'
import { createProgress } from '@sagellm-benchmark/runner/progress'
import type { CommandIo } from '../command/define-command.js'
import { showProgress } from './progress-display.js'
import { createTrend } from './trend.js'

/**
 * Shows how far a run is while the work goes on, and says at the first Ctrl-C what is waited for.
 *
 * @param quiet - shows nothing but that.
 */
export async function watchRun<Result>(
  { io, quiet, clock = systemClock() }: { readonly io: CommandIo; readonly quiet: boolean; readonly clock?: Clock },
  work: (observers: readonly RunObserver[]) => Promise<Result>,
): Promise<Result> {
  const progress = createProgress(clock)
  const trend = createTrend(clock)
  const display = quiet
    ? null
    : showProgress(io.stderr, () => progress.snapshot(), { clock, trend: () => trend.snapshot() })
  const onInterrupt = () => {
    const { inFlight } = progress.snapshot()
    display?.clear()
    if (inFlight > 0) io.stderr.write(`waiting for ${inFlight} requests in flight; Ctrl-C again cuts them off\n`)
  }
  io.signal.addEventListener('abort', onInterrupt, { once: true })
  const stopped: RunObserver = { onEnd: () => display?.stop() }
  try {
    return await work([progress, trend, stopped])
  } finally {
    io.signal.removeEventListener('abort', onInterrupt)
    display?.stop()
  }
}
