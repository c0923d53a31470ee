import { isLoopback } from '@sagellm-benchmark/clients/endpoint'
import { cacheCountersOf, enginesChanged } from '@sagellm-benchmark/metrics/verdicts'
import { engineFacts, type TargetObservation } from '@sagellm-benchmark/probes'
import { redactSecrets } from '@sagellm-benchmark/protocol-types/edge'
import { serverCounters } from '@sagellm-benchmark/probes/telemetry'
import type { ComparisonPlan, TargetCapture } from '@sagellm-benchmark/protocol-types/comparison'
import { flagsWhere } from '@sagellm-benchmark/protocol-types/records'
import { captureCell } from './capture-cell.js'
import { addCounts, type CellTally } from './cell-tally.js'
import { roundsOverhead } from './rounds-overhead.js'
import { sameSpec } from './same-spec.js'
import type { SharedRounds } from './shared-rounds.js'
import type { TargetSession } from './target-session.js'

export type CaptureTargetOptions = {
  readonly plan: ComparisonPlan
  /** Its place among the targets; 0 is the baseline. */
  readonly position: number
  readonly startedAt: string
  /** `null` while the target is being measured: its cells are then read from the records beside the file. */
  readonly endedAt: string | null
  readonly clientMachine: string | null
  readonly observation: TargetObservation | null
  /** The machines that share the load, and why it ended before its time where one was lost; `null`: there is one. */
  readonly shards: SharedRounds | null
}

/** The flag of a capture whose cells have to be read from the records beside it, because its measuring did not come to an end. */
export const UNFINISHED = 'unfinished'

/** Everything that a comparison needs to know of one target, from its session. */
export function captureTarget(session: TargetSession, options: CaptureTargetOptions): TargetCapture {
  const { plan, endedAt, observation, shards } = options
  const { target, client, costs, down } = session
  const { identity } = client
  const facts = engineFacts(observation?.before ?? null)
  const counters = observation && serverCounters(observation.telemetry)
  const tallies = session.tallies.all()
  const all = [...costs.values()].flat()
  return {
    schemaVersion: 1,
    label: target.endpoint.label,
    position: options.position,
    url: redactSecrets(target.endpoint.url),
    api: target.endpoint.api,
    plan,
    sameSpec: sameSpec(plan, identity.model),
    startedAt: options.startedAt,
    endedAt,
    engine: identity.engine,
    engineVersion: facts.engineVersion ?? target.fingerprint ?? null,
    precision: facts.precision,
    model: identity.model,
    requestedModel: target.askedModel ?? target.endpoint.model,
    maxModelLen: identity.maxModelLen,
    learnt: { fieldChanges: target.endpoint.fieldChanges, chunkProof: target.endpoint.chunkProof },
    simulated: identity.simulated,
    notices: [...identity.notices, ...(down ? [`${target.endpoint.label} ${down}.`] : []), ...(shards?.notices ?? [])],
    flags: flagsWhere({
      model_substituted: target.askedModel !== undefined,
      target_down: Boolean(down),
      engines_changed: enginesChanged(counters),
      chunks_contradicted: session.tallies.chunksContradicted,
      [UNFINISHED]: endedAt === null,
    }),
    promptLengthBasis: promptLengthBasisOf(tallies),
    local: isLoopback(target.endpoint.url),
    clientMachine: options.clientMachine,
    ...(shards ? { shards: { of: shards.of, lost: [...shards.lost] } } : {}),
    client: {
      transport: identity.transport,
      stampSource: identity.stampSource,
      loadThreads: all.at(-1)?.clientOverhead.loadThreads ?? null,
      ...roundsOverhead(all),
    },
    serverCounters: counters,
    clientCounts: countsOf(tallies),
    cells:
      endedAt === null
        ? []
        : tallies.map((tally) =>
            captureCell(tally, {
              promptDigests: session.promptDigests,
              serverCounters: cacheCountersOf(counters),
              api: target.endpoint.api,
              client: roundsOverhead(costs.get(tally.cell.name) ?? []),
            }),
          ),
  }
}

/** How the prompts of the first request were built to length. */
export function promptLengthBasisOf(tallies: readonly CellTally[]): TargetCapture['promptLengthBasis'] {
  return tallies.find((each) => each.promptLengthBasis !== null)?.promptLengthBasis ?? null
}

/** What the client counted over all cells; `null` where a record does not know. */
export function countsOf(tallies: readonly CellTally[]): NonNullable<TargetCapture['clientCounts']> {
  const none: CellTally['counts'] = { requests: 0, promptTokens: 0, outputTokens: 0 }
  return tallies.reduce((sum, { counts }) => addCounts(sum, counts), none)
}
