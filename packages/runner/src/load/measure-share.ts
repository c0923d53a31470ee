import type { EngineClient } from '@sagellm-benchmark/clients'
import { wasCancelled } from '@sagellm-benchmark/protocol-types/records'
import type { Clock, RequestRecord } from '@sagellm-benchmark/protocol-types'
import { createGrowingSamples } from '../overhead/growing-samples.js'
import { notSampled, type OverheadMonitor, type OverheadSample } from '../overhead/overhead-monitor.js'
import { clientStalled } from './flag-stalled.js'
import type { ShareOutcome } from './share-outcome.js'

export type MeasureShareOptions = {
  readonly clock: Clock
  readonly monitor: OverheadMonitor
  readonly client: Pick<EngineClient, 'takeReadLateness'>
  /** Added to every time of the outcome. */
  readonly shiftMs: number
}

/** Counts and times of one thread's share of a load, and what the thread itself cost, from its first measured request. */
export interface ShareMeasure {
  /** The load begins. */
  started(at: number): void
  /** @returns false when a measured request was sent before. */
  beginMeasuring(at: number): boolean
  recorded(record: RequestRecord): void
  /** A measured open-loop request started so late through this thread's own fault. */
  late(latenessMs: number): void
  /** Everything that was sent has ended. */
  ended(): void
  /** Ends the sampling and returns the outcome; `rest` is what this part does not know. */
  outcome(rest: Pick<ShareOutcome, 'stopReason' | 'skipped' | 'peakInFlight' | 'dry'>): ShareOutcome
  /** Ends the sampling of a run that failed. Stopping twice does no harm. */
  abandon(): void
}

export function measureShare({ clock, monitor, client, shiftMs }: MeasureShareOptions): ShareMeasure {
  const lateness = createGrowingSamples()
  const counts = { records: 0, failed: 0, cancelledByRun: 0, measured: 0, stalled: 0 }
  let startedAt: number | null = null
  let measuredFrom: number | null = null
  let endedAt: number | null = null
  const onAxis = (at: number | null) => (at === null ? null : at + shiftMs)

  return {
    started(at) {
      startedAt = at
    },
    beginMeasuring(at) {
      if (measuredFrom !== null) return false
      measuredFrom = at
      monitor.start()
      // That of the warm-up is let go.
      client.takeReadLateness?.()
      return true
    },
    recorded({ phase, errorClass, flags }) {
      counts.records += 1
      counts.measured += Number(phase === 'measured')
      counts.stalled += Number(phase === 'measured' && flags.includes(clientStalled))
      if (errorClass === 'cancelled_by_run') counts.cancelledByRun += 1
      else if (errorClass !== null && !wasCancelled(errorClass)) counts.failed += 1
    },
    late: (latenessMs) => lateness.push(latenessMs),
    ended() {
      endedAt = clock.now()
    },
    outcome: (rest) => ({
      ...rest,
      startedAt: onAxis(startedAt),
      measuredFrom: onAxis(measuredFrom),
      endedAt: onAxis(endedAt),
      ...counts,
      sample: measuredFrom === null ? notSampled : moved(monitor.stop(), shiftMs),
      readLateness: measuredFrom === null ? null : (client.takeReadLateness?.() ?? null),
      latenessMs: lateness.values(),
    }),
    abandon: () => void monitor.stop(),
  }
}

function moved(sample: OverheadSample, shiftMs: number): OverheadSample {
  const { stalls } = sample
  return {
    ...sample,
    stalls: stalls && { ...stalls, longest: stalls.longest.map(({ at, ms }) => ({ at: at + shiftMs, ms })) },
  }
}
