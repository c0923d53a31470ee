import type { ClientIdentity } from '@sagellm-benchmark/clients'
import type { Clock } from '@sagellm-benchmark/protocol-types'
import type { Tokenizer } from '@sagellm-benchmark/protocol-types/engine'
import type { LoadGenerator } from '../load/load-generator.js'
import { workloadOutcome } from '../load/workload-outcome.js'
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
}

/** A load generator of workers that share each load, in threads or on machines. */
export function linesGenerator(
  workers: readonly [ReadyLine, ...ReadyLine[]],
  { clock, tokenizer, beforeLoad, afterLoad }: LinesGeneratorOptions,
): LoadGenerator {
  let { identity } = workers[0]
  return {
    get identity() {
      return identity
    },
    threads: workers.length,
    async drive(drive) {
      const { workload, calibration } = drive
      // No more workers than the load has places: others would have nothing to send.
      const places = drive.loadKind.places(workload.load) ?? workers.length
      const lines = workers.slice(0, places)
      const onIdentity = (known: ClientIdentity) => {
        identity = known
      }
      const together = { lines, clock, tokenizer, onIdentity, ...(beforeLoad ? { beforeLoad } : {}) }
      const shares = await driveTogether(together, drive)
      await afterLoad?.()
      return workloadOutcome(shares, { workload, calibration, identity, loadThreads: lines.length })
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.close()))
    },
  }
}
