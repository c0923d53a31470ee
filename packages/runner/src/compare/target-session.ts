import { wasCancelled } from '@sagellm-benchmark/protocol-types/records'
import type { EngineClient } from '@sagellm-benchmark/clients'
import type { Clock, PlannedRequest, RequestRecord } from '@sagellm-benchmark/protocol-types'
import { RunPlan } from '@sagellm-benchmark/protocol-types'
import type { CalibrationFile } from '@sagellm-benchmark/protocol-types/artifacts'
import type { ComparisonPlan } from '@sagellm-benchmark/protocol-types/comparison'
import type { LoadGenerator } from '../load/load-generator.js'
import type { RecordSink } from '../load/recorder.js'
import { requestsFrom } from '../load/request-source.js'
import { runPlan } from '../load/run-plan.js'
import type { OverheadMonitor } from '../overhead/overhead-monitor.js'
import { promptDigest } from './capture-cell.js'
import { type CellTallies, createCellTallies } from './cell-tallies.js'
import type { ComparisonCell } from './comparison-cells.js'
import type { ComparisonTarget } from './comparison-target.js'
import type { RoundCost } from './rounds-overhead.js'
import { holdRound, isWhole, nothingSent, type SentRound, sentRound } from './sent-round.js'

/** What is needed to send to any target. */
export type SessionOptions = {
  readonly plan: ComparisonPlan
  readonly cells: readonly ComparisonCell[]
  readonly clock: Clock
  readonly sink: RecordSink | null
  readonly signal: AbortSignal
  readonly stopSignal: AbortSignal
  readonly calibration: CalibrationFile | null
  readonly monitor: OverheadMonitor | undefined
  /** Whether several machines send each round: one that is lost leaves it incomplete, and its records are then not kept. */
  readonly shared: boolean
}

/** One target while it is compared: its client, what it answered, and whether it still does. */
export interface TargetSession {
  readonly target: ComparisonTarget
  readonly client: EngineClient | LoadGenerator
  /** What it did so far; the records themselves are in the journal only. */
  readonly tallies: CellTallies
  /** What the client cost in the measured rounds, by cell name. */
  readonly costs: ReadonlyMap<string, readonly RoundCost[]>
  /** Digests of the prompts of unmeasured requests, by request id. */
  readonly promptDigests: ReadonlyMap<string, string>
  /** Why it is not measured any more; `null` while it is. */
  readonly down: string | null
  /** Sends the requests of one round and waits for all answers, which count when they are kept. */
  send(cell: ComparisonCell, requests: readonly PlannedRequest[]): Promise<SentRound>
}

const USUAL_STOP = RunPlan.shape.stop.parse({})
/** After so many rounds without a successful answer the target counts as down. */
const DEAD_AFTER_ROUNDS = 3

export function createTargetSession(
  target: ComparisonTarget,
  client: EngineClient | LoadGenerator,
  options: SessionOptions,
): TargetSession {
  const { plan, cells, clock, sink, signal, stopSignal, calibration, monitor, shared } = options
  const chunksProved = target.endpoint.chunkProof !== null
  const tallies = createCellTallies(cells, { seed: plan.seed, chunksProved })
  const costs = new Map<string, RoundCost[]>()
  const promptDigests = new Map<string, string>()
  let failedRounds = 0
  let failedInRow = 0
  let down: string | null = null
  void target.ended?.then((how) => {
    down ??= how
  })

  return {
    target,
    client,
    tallies,
    costs,
    promptDigests,
    get down() {
      return down
    },
    async send(cell, requests) {
      const phase = requests[0]?.phase
      if (phase === undefined) return nothingSent
      if (phase === 'warmup') for (const each of requests) promptDigests.set(each.requestId, promptDigest(each))
      const held = holdRound({ sink, tallies, shared })
      let counted = 0
      let failed = 0
      let lastFailure: RequestRecord | null = null
      const result = await runPlan({
        plan: planOfRound(target, { plan, cell, warmup: phase === 'warmup' ? requests.length : 0 }),
        client,
        // A round of a target that is down has failed requests; it does not end the comparison.
        openMayFail: true,
        requests: requestsFrom(requests),
        clock,
        journal: held.sink,
        observers: [
          {
            onRecord(record) {
              held.add(record)
              if (wasCancelled(record.errorClass)) return
              counted += 1
              failedInRow = record.errorClass === null ? 0 : failedInRow + 1
              if (record.errorClass === null) return
              failed += 1
              lastFailure = record
            },
          },
        ],
        signal,
        stopSignal,
        calibration,
        ...(monitor ? { monitor } : {}),
      })
      const round = sentRound(result, {
        mayEnd: shared && !signal.aborted,
        async keep() {
          await held.keep()
          if (phase === 'measured') costs.set(cell.name, [...(costs.get(cell.name) ?? []), ...result.workloads])
        },
      })
      if (counted === 0 || !isWhole(round)) return round
      failedRounds = failed === counted ? failedRounds + 1 : 0
      const stopAfterErrors = plan.stopAfterErrors ?? USUAL_STOP.afterErrors
      const tooMany = stopAfterErrors > 0 && failedInRow >= stopAfterErrors
      if (failedRounds < DEAD_AFTER_ROUNDS && !tooMany) return round
      const { errorClass, errorMessage } = lastFailure as unknown as RequestRecord
      const what = tooMany ? `the last ${failedInRow} requests` : `the requests of ${failedRounds} rounds`
      down ??= `answered none of ${what} (${errorClass}: ${errorMessage ?? 'no message'})`
      return round
    },
  }
}

type Round = {
  readonly plan: ComparisonPlan
  readonly cell: ComparisonCell
  /** Its unmeasured requests: all of them, or none. */
  readonly warmup: number
}

function planOfRound({ endpoint }: ComparisonTarget, { plan, cell, warmup }: Round): RunPlan {
  return RunPlan.parse({
    target: endpoint,
    workloads: [cell.workload],
    warmup: { requests: warmup, seconds: 0 },
    timeouts: plan.timeouts,
    stop: plan.stopAfterErrors === null ? {} : { afterErrors: plan.stopAfterErrors },
    seed: plan.seed,
    // Texts show whether the engines say the same; kept outside the measurement only.
    keepText: warmup > 0,
  })
}
