import { join } from 'node:path'
import { createAggregator } from '@sagellm-benchmark/metrics'
import type { Clock, RunPlan } from '@sagellm-benchmark/protocol-types'
import { loadKindOf } from '@sagellm-benchmark/protocol-types/loads'
import type { CalibrationFile } from '@sagellm-benchmark/protocol-types/artifacts'
import {
  openJournal,
  readJournal,
  requestsByRound,
  type ResumeState,
  runPlan,
  type RunResult,
} from '@sagellm-benchmark/runner'
import { createProgress, type Progress } from '@sagellm-benchmark/runner/progress'
import type { WorkloadResult } from '@sagellm-benchmark/reporters'
import type { OpenTarget } from '@sagellm-benchmark/suite/targets'
import { planRequests, planRequestsAsync } from '@sagellm-benchmark/workloads'
import type { CommandIo } from '../../command/define-command.js'
import { type LiveView, startLiveView } from '../../live/start-live-view.js'
import { showProgress } from '../../terminal/progress-display.js'
import { createTrend } from '../../terminal/trend.js'

export type MeasureOptions = {
  readonly plan: RunPlan
  readonly target: OpenTarget
  readonly folder: string
  readonly resume: ResumeState | null
  readonly shiftMs: number
  /** What is known of this machine's client; `null` where it was never measured. */
  readonly calibration: CalibrationFile | null
  readonly files: Readonly<Record<string, string>>
  readonly clock: Clock
  readonly quiet: boolean
  /** @default false */
  readonly liveView?: boolean
  readonly io: CommandIo
}

/** Sends the plan's requests, each record on disk as it ends. */
export async function measure(options: MeasureOptions): Promise<RunResult> {
  const { plan, target, resume, clock, io } = options
  const { countPrompt, tokenizer } = target.resources
  const shared = { files: options.files, ...(tokenizer ? { tokenizer } : {}) }
  const requests = requestsByRound(plan, (part) =>
    countPrompt ? planRequestsAsync(plan, part, { ...shared, countPrompt }) : planRequests(plan, part, shared),
  )
  const progress = createProgress(clock)
  const journal = openJournal(options.folder, { mode: resume ? 'continue' : 'new' })
  const trend = createTrend(clock)
  const live = options.liveView ? await openLiveView(options, progress) : null
  const display = options.quiet
    ? null
    : showProgress(io.stderr, () => progress.snapshot(), { clock, trend: () => trend.snapshot() })
  const onInterrupt = () => {
    const { inFlight } = progress.snapshot()
    display?.clear()
    if (inFlight > 0) io.stderr.write(`waiting for ${inFlight} requests in flight; Ctrl-C again cuts them off\n`)
  }
  io.signal.addEventListener('abort', onInterrupt, { once: true })
  try {
    return await runPlan({
      plan,
      client: target.client,
      requests,
      clock,
      journal,
      resume,
      shiftMs: options.shiftMs,
      calibration: options.calibration,
      observers: [progress, trend, ...(live ? [live.observer] : [])],
      signal: io.signal,
      ...(io.stopSignal ? { stopSignal: io.stopSignal } : {}),
    })
  } finally {
    io.signal.removeEventListener('abort', onInterrupt)
    display?.stop()
    await live?.close()
    journal.close()
  }
}

async function openLiveView({ plan, target, io }: MeasureOptions, progress: Progress): Promise<LiveView> {
  const { label, model } = target.client.identity
  const live = await startLiveView({
    title: `Running ${plan.workloads.map((each) => each.name).join(', ')}`,
    subtitle: [model, label, `seed ${plan.seed}`].filter(Boolean).join(' · '),
    progress: () => progress.snapshot(),
  })
  io.stderr.write(`live view: ${live.url}\n`)
  return live
}

export type ReduceOptions = {
  readonly plan: RunPlan
  readonly folder: string
  readonly result: RunResult
  readonly peakMemMb: number | null
}

/** Every workload's metrics, from the journal: what is reported is what is on disk. */
export async function reduceJournal({ plan, folder, result, peakMemMb }: ReduceOptions): Promise<WorkloadResult[]> {
  const flags = result.interrupted ? ['interrupted'] : []
  const aggregators = new Map(
    plan.workloads.map((workload) => {
      const outcome = result.workloads.find((each) => each.workload.name === workload.name)
      const kind = loadKindOf(workload.load)
      const aggregator = createAggregator({
        serviceLevels: plan.serviceLevels,
        window: kind.window,
        targetConcurrency: kind.drive === 'slots' ? kind.places(workload.load) : null,
        requestedRateRps: kind.rateRps(workload.load),
        unixOffsetMs: result.clockOffsets.toUnixMs,
        clientOverhead: outcome?.clientOverhead ?? null,
        engine: { peakMemMb },
        flags,
        seed: plan.seed,
      })
      return [workload.name, aggregator]
    }),
  )
  for await (const record of readJournal(join(folder, 'records.jsonl'))) aggregators.get(record.workload)?.add(record)
  return plan.workloads.map(({ name, description }) => ({
    name,
    description,
    metrics: (aggregators.get(name) as ReturnType<typeof createAggregator>).result(),
  }))
}
