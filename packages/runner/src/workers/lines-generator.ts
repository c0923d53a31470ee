import type { ClientIdentity } from '@sagellm-benchmark/clients'
import type { Clock } from '@sagellm-benchmark/protocol-types'
import type { CalibrationFile } from '@sagellm-benchmark/protocol-types/artifacts'
import type { Tokenizer } from '@sagellm-benchmark/protocol-types/engine'
import type { LoadGenerator } from '../load/load-generator.js'
import { workloadOutcome } from '../load/workload-outcome.js'
import { linesWithPlaces } from './division.js'
import { driveTogether } from './drive-together.js'
import type { WorkerLine } from './worker-line.js'

/** A worker whose client is made. */
export type ReadyLine = WorkerLine & {
  readonly identity: ClientIdentity
  close(): Promise<void>
}

export type LinesGeneratorOptions = {
  readonly clock: Clock
  readonly tokenizer: Tokenizer | null
  /** Called when the requests are ready and no worker has begun. @default nothing */
  readonly beforeLoad?: (() => void) | undefined
  /** Happens when a load has ended, before its outcome is given. @default nothing */
  readonly afterLoad?: () => Promise<void>
  /** What is known of the clients of other machines, by the number of the shard. @default nothing */
  readonly calibrations?: () => ReadonlyMap<number, CalibrationFile | null>
}

/** A load generator of workers that share each load, in threads or on machines. */
export function linesGenerator(
  workers: readonly [ReadyLine, ...ReadyLine[]],
  { clock, tokenizer, beforeLoad, afterLoad, calibrations }: LinesGeneratorOptions,
): LoadGenerator {
  let { identity } = workers[0]
  return {
    get identity() {
      return identity
    },
    // Of this process: another machine has a calibration of its own.
    threads: workers.filter(({ shard = 0 }) => shard === 0).length,
    async drive(drive) {
      const { workload, calibration, loadKind } = drive
      const lines = linesWithPlaces(workers, { loadKind, load: workload.load })
      const onIdentity = (known: ClientIdentity) => {
        identity = known
      }
      const together = { lines, clock, tokenizer, onIdentity, ...(beforeLoad ? { beforeLoad } : {}) }
      const shares = await driveTogether(together, drive)
      await afterLoad?.()
      const known = calibrations ? { calibrations: calibrations() } : {}
      return workloadOutcome(shares, { workload, calibration, identity, loadThreads: lines.length, ...known })
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.close()))
    },
  }
}
