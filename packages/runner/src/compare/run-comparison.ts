import { bearerHeaders, pageFetch } from '@sagellm-benchmark/clients/endpoint'
import type { EngineClient } from '@sagellm-benchmark/clients'
import { BenchError, type Clock, invalidArgument, systemClock } from '@sagellm-benchmark/protocol-types'
import type { CalibrationFile } from '@sagellm-benchmark/protocol-types/artifacts'
import type {
  CaptureFile,
  ComparisonFile,
  ComparisonPlan,
  TargetCapture,
} from '@sagellm-benchmark/protocol-types/comparison'
import { observeTarget, type TargetObservation, type TargetObserver } from '@sagellm-benchmark/probes'
import type { LoadGenerator } from '../load/load-generator.js'
import type { RecordSink } from '../load/recorder.js'
import type { OverheadMonitor } from '../overhead/overhead-monitor.js'
import { endpointOptions } from '../targets/endpoint-options.js'
import { captureFileOf } from './capture-file.js'
import { captureTarget, type CaptureTargetOptions } from './capture-target.js'
import { compareCaptures } from './compare-captures.js'
import { comparisonCells } from './comparison-cells.js'
import type { ComparisonProgress } from './comparison-progress.js'
import type { ComparisonTarget } from './comparison-target.js'
import { type MeasuredRound, measureCells } from './measure-cells.js'
import { createRoundRequests, type PromptResources } from './round-requests.js'
import { type LostInRound, sharedRounds } from './shared-rounds.js'
import { targetGenerator } from './target-generator.js'
import { createTargetSession, type TargetSession } from './target-session.js'

export type RunComparisonOptions = {
  readonly plan: ComparisonPlan
  /** Ready to answer; the first is the baseline. One alone is captured for a later comparison. */
  readonly targets: readonly ComparisonTarget[]
  /** Where records are kept, e.g. a journal. @default null */
  readonly sink?: RecordSink | null
  /** How prompts are built to length. @default estimates, and the records say so */
  readonly prompts?: PromptResources
  /**
   * Watches a target from after the warm-up to after the last round; what it saw is in the result. `null` watches none.
   * @default observeTarget, reading only the two ends, with the target's log and process where they are known
   */
  readonly observe?: ((target: ComparisonTarget) => Promise<TargetObserver>) | null
  /** @default a load thread of its own for each target, as `openLoadGenerator` gives it */
  readonly createClient?: (target: ComparisonTarget) => EngineClient | LoadGenerator
  /** The mark of this machine, as in environment.json. @default null */
  readonly clientMachine?: string | null
  /**
   * Called before the first request with what is known of each target by then: `<label>.json` without its cells, which are in the
   * records. With this file on disk the capture can be read even if the program is killed. @default nothing
   */
  readonly onOpened?: (files: readonly CaptureFile[]) => void | Promise<void>
  /** Called before each round, for a progress display. */
  readonly onProgress?: (progress: ComparisonProgress) => void
  /** Called after each measured round of a target, when nothing of it is in flight; what is measured next waits for it. @default nothing */
  readonly onRound?: (target: ComparisonTarget, round: MeasuredRound) => Promise<void>
  /** Ends gently: the round in flight finishes, and what was measured is judged. */
  readonly signal?: AbortSignal
  /** Ends at once. */
  readonly stopSignal?: AbortSignal
  /** How far this machine's client can be trusted, from `readCalibration`. @default null */
  readonly calibration?: CalibrationFile | null
  /** @default systemClock() */
  readonly clock?: Clock
  /** @default the event loop's own */
  readonly monitor?: OverheadMonitor
  /** How many machines share the load of each target, where the generators of `createClient` are those of several. @default null */
  readonly shards?: number | null
}

/** One target after a comparison. */
export type ComparedCapture = {
  readonly target: ComparisonTarget
  /** `<label>.json`, with everything that an offline comparison needs. */
  readonly file: CaptureFile
  /** What the observer saw; `null` where nothing was observed. */
  readonly observation: TargetObservation | null
}

export type ComparisonResult = {
  /** `comparison.json`; `null` for a single target. */
  readonly comparison: ComparisonFile | null
  readonly targets: readonly ComparedCapture[]
  readonly interrupted: boolean
  /** Numbers of the shards that were lost: the rounds before are whole, and no other was measured. */
  readonly lostShards: readonly number[]
}

/**
 * Measures targets against each other in interleaved rounds of the same requests, and judges them.
 *
 * Every target first gets unmeasured rounds of every cell (scenario and load), then all cells advance pass by pass; the
 * targets take turns within each round (A B, then B A) and are never measured at the same time. With `rounds: 'auto'` a cell ends
 * when all of its verdicts are decided. A target that dies is named as such, and gets no verdict in its favour.
 *
 * @throws BenchError `invalid_argument` for a plan or targets that cannot be compared; what `open` of a client throws for a
 *   target that is not ready.
 * @example
 * const { comparison } = await runComparison({ plan, targets: [{ endpoint: before }, { endpoint: after }] })
 */
export async function runComparison(options: RunComparisonOptions): Promise<ComparisonResult> {
  const { plan, targets, clock = systemClock(), observe = observeEnds(clock), clientMachine = null } = options
  const { shards = null } = options
  assertDistinct(targets)
  const signal = options.signal ?? new AbortController().signal
  const createClient =
    options.createClient ??
    ((target: ComparisonTarget) =>
      targetGenerator(target, { plan, clock, signal, tokenizer: options.prompts?.tokenizer ?? null }))
  const cells = comparisonCells(plan)
  const sessionOptions = {
    plan,
    cells,
    clock,
    sink: options.sink ?? null,
    signal,
    stopSignal: options.stopSignal ?? new AbortController().signal,
    calibration: options.calibration ?? null,
    monitor: options.monitor,
    shared: shards !== null,
  }
  const requests = createRoundRequests(plan, {
    targets,
    ...(options.prompts ? { resources: options.prompts } : {}),
  })

  const sessions: TargetSession[] = []
  try {
    for (const target of targets) {
      const client = await createClient(target)
      sessions.push(createTargetSession(target, client, sessionOptions))
      // One connection shows that the target can be reached; each round opens those that its load needs.
      if ('open' in client) await client.open({ connections: 1, signal })
    }
    const startedAt = new Date(clock.unixMs()).toISOString()
    const begunAt = clock.now()
    const sharedBy = (found: LostInRound | null) =>
      shards === null ? null : sharedRounds(shards, { found, startedAt: begunAt })
    const fileOf = (session: TargetSession, how: Pick<CaptureTargetOptions, 'endedAt' | 'observation' | 'shards'>) => {
      const position = sessions.indexOf(session)
      const capture = captureTarget(session, { plan, position, startedAt, clientMachine, ...how })
      return captureFileOf(capture, how.endedAt === null ? [] : session.tallies.all())
    }
    await options.onOpened?.(
      sessions.map((session) => fileOf(session, { endedAt: null, observation: null, shards: sharedBy(null) })),
    )
    const measured = await measureCells({
      ...sessionOptions,
      sessions,
      requests,
      observe,
      ...hooksOf(options),
    })
    const endedAt = new Date(clock.unixMs()).toISOString()
    const { cut } = measured
    const interrupted = signal.aborted || cut?.lost === null
    const shared = sharedBy(cut?.lost ?? null)
    const compared = sessions.map((session) => {
      const observation = measured.observations.get(session) ?? null
      return { target: session.target, file: fileOf(session, { endedAt, observation, shards: shared }), observation }
    })
    const captures = compared.map(({ file }) => file.capture as TargetCapture)
    const rows = new Map(compared.map(({ target, file }) => [target.endpoint.label, file.rows]))
    const comparison =
      sessions.length > 1 ? compareCaptures(captures, { paired: true, plan, endings: measured.endings, rows }) : null
    if (interrupted) comparison?.flags.push('interrupted')
    if (measured.problems.length > 0) comparison?.flags.push('prompts_unavailable')
    comparison?.notices.push(...measured.problems)
    const between = options.prompts?.countPrompt ? requests.builtBetween() : 0
    if (between > 0)
      comparison?.notices.push(
        `The prompts of ${between} rounds were counted by a target between two rounds, when nothing was in flight.`,
      )
    return { comparison, targets: compared, interrupted, lostShards: shared?.lost ?? [] }
  } finally {
    await Promise.all(sessions.map(({ client }) => client.close()))
  }
}

function hooksOf({ onProgress, onRound }: RunComparisonOptions) {
  return { ...(onProgress ? { onProgress } : {}), ...(onRound ? { onRound } : {}) }
}

/** Reads the pages of the target before and after only, because a reading in between costs the target time. */
function observeEnds(clock: Clock): (target: ComparisonTarget) => Promise<TargetObserver> {
  return ({ endpoint, apiKey = null, logFile = null, pid = null }) =>
    observeTarget({
      label: endpoint.label,
      url: endpoint.url,
      headers: bearerHeaders(endpoint.headers, apiKey),
      fetch: pageFetch(endpointOptions(endpoint, { apiKey, clock })),
      logFile,
      pid,
      clock,
      intervalMs: null,
      resourceIntervalMs: 30_000,
    })
}

function assertDistinct(targets: readonly ComparisonTarget[]): void {
  if (targets.length === 0) throw invalidArgument('targets', 'none', 'give at least one')
  const labels = targets.map(({ endpoint }) => endpoint.label)
  const twice = labels.find((label, at) => labels.indexOf(label) !== at)
  if (twice !== undefined)
    throw new BenchError('invalid_argument', `two targets are called ${twice}`, { hint: 'give each its own label' })
}
