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
    // A cache: what does not fit is as good as absent.
    return null
  }
}

/**
 * The stamp error to expect at a number of concurrent streams: that of the lightest load measured with at least as many.
 * Beyond all of them: the last one's error when it was over the limit already, since more streams are no better; else
 * `null`, not known.
 */
export function calibratedErrorMs(calibration: CalibrationFile, streams: number): number | null {
  const covering = calibration.steps.find((step) => step.streams >= streams)
  if (covering) return covering.errorP99Ms
  const last = calibration.steps.at(-1)
  return last && !last.withinLimit ? last.errorP99Ms : null
}

function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'sagellm-benchmark')
}

function fileOf(folder: string, fingerprint: string): string {
  return join(folder, `calibration-${fingerprint}.json`)
}
