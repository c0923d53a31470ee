import { setImmediate } from 'node:timers/promises'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import type { ResolvedIo } from '../io.js'

/** Work between two pauses, ms: a Ctrl-C is answered within it, and the pauses cost next to nothing. */
const TURN_MS = 20

/**
 * Runs work that is cut into steps, and lets the program do something else in between.
 *
 * @throws BenchError `cancelled` on abort.
 */
export async function inTurns<Result>(
  steps: Generator<undefined, Result, undefined>,
  { clock, signal }: Pick<ResolvedIo, 'clock' | 'signal'>,
): Promise<Result> {
  let begun = clock.now()
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value
    if (clock.now() - begun < TURN_MS) continue
    await setImmediate()
    if (signal.aborted) throw new BenchError('cancelled', 'interrupted')
    begun = clock.now()
  }
}
