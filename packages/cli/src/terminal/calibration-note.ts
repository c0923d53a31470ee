import type { CalibrationFile } from '@sagellm-benchmark/protocol-types/artifacts'

/** The line of a run that was asked to leave the calibration out. */
export const calibrationLeftOut = 'client calibration left out, as asked for (--no-calibration)'

/** The kernel stamps closer than a Node program can say when it writes, which is what its stamps are compared with. */
const serversShare = '; an upper bound, the delay of the server that it was measured with is in it'

/**
 * One line on the known stamp error of this machine's client. Without a calibration the error of a result is not
 * known.
 */
export function calibrationNote(calibration: CalibrationFile | null): string {
  if (calibration === null)
    return 'client not calibrated on this machine: sagellm-benchmark calibrate measures its stamp error'
  const { highest, limitMs, steps, transport, workers, measuredAt, regime } = calibration
  const client = `${transport}${workers > 1 ? `, ${workers} workers` : ''}, ${measuredAt.slice(0, 10)}`
  const tokens = steps.reduce((sum, step) => sum + step.tokens, 0).toLocaleString('en-US')
  const [lightest] = steps
  if (highest === null)
    return `client calibrated (${client}): stamp error p99 above ${limitMs} ms even at its lightest load, the best of ${lightest?.attempts ?? 0} attempts, over ${tokens} tokens; calibrate again in a quiet moment, or leave it out with --no-calibration`
  const rate = highest.streams * highest.tokensPerSecond
  return `client calibrated (${client}): stamp error p99 within ${limitMs} ms up to ${highest.streams} ${regime} streams, ${rate} tok/s, over ${tokens} tokens${transport === 'kernel' ? serversShare : ''}`
}
