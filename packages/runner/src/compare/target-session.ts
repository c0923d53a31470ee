import { wasCancelled } from '@sagellm-benchmark/protocol-types/records'
import type { EngineClient } from '@sagellm-benchmark/clients'
import type { Clock, PlannedRequest, RequestRecord } from '@sagellm-benchmark/protocol-types'
import { RunPlan } from '@sagellm-benchmark/protocol-types'
import type { CalibrationFile, ClientOverhead } from '@sagellm-benchmark/protocol-types/artifacts'
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
}

/** One target while it is compared: its client, what it answered, and whether it still does. */
export interface TargetSession {
  readonly target: ComparisonTarget
  readonly client: EngineClient | LoadGenerator
  /** What it did so far; the records themselves are in the journal only. */
  readonly tallies: CellTallies
  /** Of the measured rounds, by cell name. */
  readonly overheads: ReadonlyMap<string, readonly ClientOverhead[]>
  /** Digests of the prompts of unmeasured requests, by request id. */
  readonly promptDigests: ReadonlyMap<string, string>
  /** Why it is not measured any more; `null` while it is. */
  readonly down: string | null
  /** Sends the requests of one round and waits for all answers. */
  send(cell: ComparisonCell, requests: readonly PlannedRequest[]): Promise<void>
}

const USUAL_STOP = RunPlan.shape.stop.parse({})
/** After so many rounds without a successful answer the target counts as down. */
const DEAD_AFTER_ROUNDS = 3

export function createTargetSession(
  target: ComparisonTarget,
  client: EngineClient | LoadGenerator,
  options: SessionOptions,
): TargetSession {
  const { plan, cells, clock, sink, signal, stopSignal, calibration, monitor } = options
  const chunksProved = target.endpoint.chunkProof !== null
  const tallies = createCellTallies(cells, { seed: plan.seed, chunksProved })
  const overheads = new Map<string, ClientOverhead[]>()
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
    overheads,
    promptDigests,
    get down() {
      return down
    },
    async send(cell, requests) {
      const phase = requests[0]?.phase
      if (phase === undefined) return
      if (phase === 'warmup') for (const each of requests) promptDigests.set(each.requestId, promptDigest(each))
      let counted = 0
      let failed = 0
      let lastFailure: RequestRecord | null = null
      const result = await runPlan({
        plan: RunPlan.parse({
          target: target.endpoint,
          workloads: [cell.workload],
          warmup: { requests: phase === 'warmup' ? requests.length : 0, seconds: 0 },
          timeouts: plan.timeouts,
          stop: plan.stopAfterErrors === null ? {} : { afterErrors: plan.stopAfterErrors },
          seed: plan.seed,
          // Texts show whether the engines say the same; kept outside the measurement only.
          keepText: phase === 'warmup',
        }),
        client,
        // A round of a target that is down has failed requests; it does not end the comparison.
        openMayFail: true,
        requests: requestsFrom(requests),
        clock,
        journal: sink,
        observers: [
          {
            onRecord(record) {
              tallies.add(record)
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
      if (phase === 'measured') addTo(overheads, cell.name, result.workloads)
      if (counted === 0) return
      failedRounds = failed === counted ? failedRounds + 1 : 0
      const stopAfterErrors = plan.stopAfterErrors ?? USUAL_STOP.afterErrors
      const tooMany = stopAfterErrors > 0 && failedInRow >= stopAfterErrors
      if (failedRounds < DEAD_AFTER_ROUNDS && !tooMany) return
      const { errorClass, errorMessage } = lastFailure as unknown as RequestRecord
      const what = tooMany ? `the last ${failedInRow} requests` : `the requests of ${failedRounds} rounds`
      down ??= `answered none of ${what} (${errorClass}: ${errorMessage ?? 'no message'})`
    },
  }
}

type Measured = { readonly clientOverhead: ClientOverhead }

function addTo(overheads: Map<string, ClientOverhead[]>, cell: string, workloads: readonly Measured[]): void {
  const before = overheads.get(cell) ?? []
  overheads.set(cell, [...before, ...workloads.map(({ clientOverhead }) => clientOverhead)])
}
