import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '@sagellm-benchmark/protocol-types'
import { environmentFile } from '@sagellm-benchmark/protocol-types/artifacts'
import { measureClockOffsets, type ResumeState } from '@sagellm-benchmark/runner'

export type ClockOffsetsOfOptions = {
  readonly folder: string
  readonly clock: Clock
  readonly resume: ResumeState | null
  readonly shiftMs: number
}

/**
 * What environment.json says about time: what to add to a record's stamp to get CLOCK_MONOTONIC (`monotonic`) and Unix
 * time (`unix`), ms. A resumed run has them for each of its parts: `part1_monotonic` and `part1_unix` hold for stamps up
 * to `part1_until`, the unnumbered ones for the newest part.
 */
export async function clockOffsetsOf(options: ClockOffsetsOfOptions): Promise<Record<string, number>> {
  const { toMonotonicMs, toUnixMs } = measureClockOffsets(options.clock)
  const { shiftMs } = options
  return { ...(await earlierParts(options)), monotonic: toMonotonicMs - shiftMs, unix: toUnixMs - shiftMs }
}

async function earlierParts({ folder, resume }: ClockOffsetsOfOptions): Promise<Record<string, number>> {
  const until = resume?.continueAtMs ?? null
  if (until === null) return {}
  const file = join(folder, 'environment.json')
  const text = await readFile(file, 'utf8').catch(() => null)
  if (text === null) return {}
  const { monotonic, unix, ...earlier } = environmentFile.parse(JSON.parse(text), file).clock.offsetsMs
  const part = `part${Object.keys(earlier).filter((key) => key.endsWith('_until')).length + 1}`
  if (monotonic === undefined || unix === undefined) return earlier
  return { ...earlier, [`${part}_until`]: until, [`${part}_monotonic`]: monotonic, [`${part}_unix`]: unix }
}
