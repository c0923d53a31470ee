import type { ClientIdentity } from '@sagellm-benchmark/clients'
import { countRecord } from '@sagellm-benchmark/clients/endpoint'
import type { Clock } from '@sagellm-benchmark/protocol-types'
import type { Tokenizer } from '@sagellm-benchmark/protocol-types/engine'
import { createFirstFailure } from '../load/first-failure.js'
import type { DriveOptions } from '../load/load-generator.js'
import { shapeOf } from '../load/load-shape.js'
import { createRecorder, type Recorder } from '../load/recorder.js'
import type { ShareOutcome } from '../load/share-outcome.js'
import { measureClockOffsets } from '../overhead/clock-offsets.js'
import { type Division, divisionOf } from './division.js'
import { forwardSignals } from './forward-signals.js'
import { keepStep, type Step } from './keep-step.js'
import { createShareTally, type ShareTally } from './share-tally.js'
import { sharePlan } from './share-plan.js'
import { createSupply, type Supply } from './supply.js'
import { type ShareWatch, watchShares } from './watch-shares.js'
import { driveOn, type WorkerLine, type WorkerReport } from './worker-line.js'

export type TogetherOptions = {
  readonly lines: readonly WorkerLine[]
  readonly clock: Clock
  readonly onIdentity: (identity: ClientIdentity) => void
  /** The requests are ready and no worker has begun. @default nothing */
  readonly beforeLoad?: () => void
  /** Counts tokens of answers that the workers left uncounted; `null` leaves them unknown. */
  readonly tokenizer: Tokenizer | null
  /** CLOCK_MONOTONIC of this machine in ms. @default process.hrtime */
  readonly monotonicMs?: () => number
}

/**
 * Drives one workload through several workers: deals the requests, gives the start, gathers the records.
 *
 * @returns the share of each worker.
 * @throws BenchError - the first defect, of a worker, of the source or of the sink; the other workers are stopped.
 */
export async function driveTogether(together: TogetherOptions, options: DriveOptions): Promise<ShareOutcome[]> {
  const { lines, clock } = together
  const division = divisionOf(lines)
  const watch = watchShares({ lines, clock, plan: options.plan })
  const supply = supplyFor(together, { ...options, division, onDealt: watch.dealt })
  let release = () => {}
  const failed = new Promise<void>((resolve) => {
    release = resolve
  })
  const failure = createFirstFailure(() => {
    for (const line of lines) line.post({ kind: 'stop' })
    release()
  })
  const recorder = createRecorder({
    sink: options.sink,
    onRecorded: options.onRecord,
    onFailure: failure.note,
    // Nothing is stamped here, and what waits would grow without a bound where prompts are built meanwhile.
    aTurn: Number.POSITIVE_INFINITY,
  })
  let unlink = () => {}
  try {
    await supply.fill(options.signal)
    together.beforeLoad?.()
    const { monotonicMs } = together
    const { toMonotonicMs } = measureClockOffsets(clock, monotonicMs ? { monotonicMs } : {})
    const resumedAtMs = options.finished.size > 0 ? (supply.firstDue().ofAllMs ?? 0) : 0
    const step = keepStep({ lines, clock, toMonotonicMs, resumedAtMs, onStarted: options.onStarted })
    const originOf = (startedAt: number | null) => (startedAt === null ? null : startedAt - resumedAtMs)
    watch.begin({ waits: step.waits, originMs: () => originOf(step.startedAt()) })
    const { onIdentity, tokenizer } = together
    const tallies = lines.map(createShareTally)
    const desk = { supply, step, watch, recorder, tokenizer, tallies, onIdentity, onSend: options.onSend }

    const drives = lines.map(async (line, worker) => {
      const drive = driveMessage(options, { worker, division, supply, toMonotonicMs })
      const driven = await driveOn(line, drive, (report) => void answer(worker, report, desk)?.catch(failure.note))
      if (driven.lost) supply.abandon(worker)
      step.over(worker)
      return driven
    })
    unlink = forwardSignals(options, lines)
    await Promise.race([Promise.all(drives).catch(failure.note), failed])
    await recorder.idle().catch(failure.note)
    failure.throwNoted()

    const driven = await Promise.all(drives)
    const startedAt = step.startedAt()
    return driven.map(({ share, lost }, worker) => ({
      ...(lost ? (tallies[worker] as ShareTally).ofLost(lost, options.shiftMs - toMonotonicMs) : share),
      ...placeOf(lines[worker] as WorkerLine, worker),
      startedAt: startedAt === null ? null : startedAt + options.shiftMs,
      // What an earlier run had finished was never dealt: the shares know nothing of it.
      skipped: worker === 0 ? supply.skipped() : 0,
    }))
  } finally {
    unlink()
    watch.end()
    for (const line of lines) line.listen(null)
    await supply.close()
  }
}

/** Which generator a line leads to. The threads of this process are counted as its lines are. */
function placeOf({ shard, thread }: WorkerLine, line: number): Pick<ShareOutcome, 'shard' | 'thread'> {
  if (shard === undefined) return { thread: line }
  return { shard, ...(thread === undefined ? {} : { thread }) }
}

type Supplying = DriveOptions & { readonly division: Division; readonly onDealt: ShareWatch['dealt'] }

function supplyFor({ lines, clock }: TogetherOptions, options: Supplying): Supply {
  const { plan, workload, requests, finished, division, onDealt } = options
  return createSupply({
    plan,
    workload,
    requests,
    finished,
    clock,
    shape: shapeOf(plan, options),
    division,
    deal(worker, dealt) {
      onDealt(worker, dealt.dealt)
      lines[worker]?.post({ kind: 'requests', ...dealt })
    },
  })
}

type Addressing = {
  readonly worker: number
  readonly division: Division
  readonly supply: Supply
  readonly toMonotonicMs: number
}

function driveMessage(options: DriveOptions, { worker, division, supply, toMonotonicMs }: Addressing) {
  const { plan, workload, loadKind, usedMs, openMayFail, shiftMs } = options
  const [ofShards, ofThreads] = division.partOf(worker)
  const share = sharePlan({ ...plan, ...sharePlan(plan, ofShards) }, ofThreads)
  const load = loadKind.share(loadKind.share(workload.load, ofShards), ofThreads) as typeof workload.load
  const { pauseAfterMs: _, ...shape } = shapeOf({ ...plan, ...share }, { ...options, workload: { ...workload, load } })
  return {
    kind: 'drive',
    plan: { ...plan, ...share },
    workload,
    shape,
    usedMs,
    openMayFail,
    firstDueMs: supply.firstDue().measuredMs,
    axisFromMonotonicMs: shiftMs - toMonotonicMs,
  } as const
}

type Desk = {
  readonly supply: Supply
  readonly step: Step
  readonly watch: ShareWatch
  readonly recorder: Recorder
  readonly tallies: readonly ShareTally[]
  readonly tokenizer: Tokenizer | null
  readonly onIdentity: (identity: ClientIdentity) => void
  readonly onSend: DriveOptions['onSend']
}

/** Does what a worker's report asks for. The promise, where there is one, rejects when the source of requests fails. */
function answer(worker: number, report: WorkerReport, desk: Desk): Promise<void> | undefined {
  switch (report.kind) {
    case 'want':
      return desk.supply.want(worker, report.phase, report.count)
    case 'prepared':
      desk.onIdentity(report.identity)
      desk.step.prepared(worker)
      return
    case 'batch_ready':
      desk.step.batchReady(worker, report.batch)
      return
    case 'sent':
      desk.tallies[worker]?.sent(report.requestIds.length)
      for (const id of report.requestIds) {
        const planned = desk.supply.sent(id)
        if (planned === null) continue
        desk.watch.heard(worker)
        desk.onSend(planned)
      }
      return
    case 'records':
      for (const record of report.records) {
        desk.watch.heard(worker)
        desk.tallies[worker]?.recorded(record)
        desk.recorder.push(countRecord(record, desk.tokenizer))
      }
      return
  }
}
