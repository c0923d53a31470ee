import { type CalibrationFile, calibrationFile } from '@sagellm-benchmark/protocol-types/artifacts'
import { type CacheOptions, keepOfMachine, keptOfMachine } from './machine-cache.js'
import type { FingerprintOptions } from './machine-fingerprint.js'

/** Keeps a calibration for later runs on this machine; gives the file's name. */
export function saveCalibration(calibration: CalibrationFile, options: CacheOptions = {}): Promise<string> {
  return keepOfMachine(calibrationFile, calibration, options)
}

/** The calibration that holds for this machine, transport and number of workers; `null` where none was made, or none can be read. */
export function readCalibration(
  client: FingerprintOptions,
  options: CacheOptions = {},
): Promise<CalibrationFile | null> {
  return keptOfMachine(calibrationFile, client, options)
}

/**
 * The stamp error to expect at a number of concurrent streams: the smallest that was measured with at least as many, because fewer streams
 * are no worse. A step over the limit says nothing of the streams between it and the step below: `null`, not known. Beyond all steps it is
 * the last one's error where that is over the limit already, since more streams are no better; else not known.
 */
export function calibratedErrorMs({ steps }: CalibrationFile, streams: number): number | null {
  const covering = steps.filter((step) => step.streams >= streams)
  const lighter = steps.filter((step) => step.streams <= streams)
  const [best] = [...covering].sort((a, b) => (a.errorP99Ms ?? Infinity) - (b.errorP99Ms ?? Infinity))
  if (best) {
    const measured = covering[0]?.streams === streams || lighter.at(-1)?.withinLimit === false
    return best.withinLimit || measured || lighter.length === 0 ? best.errorP99Ms : null
  }
  const last = lighter.at(-1)
  return last && !last.withinLimit ? last.errorP99Ms : null
}
