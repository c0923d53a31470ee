import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { type CalibrationFile, calibrationFile } from '@sagellm-benchmark/protocol-types/artifacts'
import { writeNamedFile } from '../output/write-file-atomic.js'
import { type FingerprintOptions, machineFingerprint } from './machine-fingerprint.js'

export type CacheOptions = {
  /** @default $XDG_CACHE_HOME/sagellm-benchmark, or ~/.cache/sagellm-benchmark */
  readonly folder?: string
}

/** Keeps a calibration for later runs on this machine; gives the file's name. */
export async function saveCalibration(calibration: CalibrationFile, options: CacheOptions = {}): Promise<string> {
  const folder = options.folder ?? cacheFolder()
  const file = fileOf(folder, calibration.fingerprint)
  await writeNamedFile(file, `${JSON.stringify(calibrationFile.serialize(calibration), null, 2)}\n`)
  return file
}

/** The calibration that holds for this machine, transport and number of workers; `null` where none was made, or none can be read. */
export async function readCalibration(
  client: FingerprintOptions,
  options: CacheOptions = {},
): Promise<CalibrationFile | null> {
  const file = fileOf(options.folder ?? cacheFolder(), machineFingerprint(client).fingerprint)
  try {
    return calibrationFile.parse(JSON.parse(await readFile(file, 'utf8')), file)
  } catch {
    // An unreadable file of a cache counts as a missing one.
    return null
  }
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

function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'sagellm-benchmark')
}

function fileOf(folder: string, fingerprint: string): string {
  return join(folder, `calibration-${fingerprint}.json`)
}
