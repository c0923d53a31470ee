import { join, resolve } from 'node:path'
import { isLoopback } from '@sagellm-benchmark/clients/endpoint'
import { improvementPct, readinessEstimates, recoveryGateOf } from '@sagellm-benchmark/metrics/readiness'
import { BenchError, invalidArgument, RunPlan, type RunPlanInput } from '@sagellm-benchmark/protocol-types'
import { redactSecrets } from '@sagellm-benchmark/protocol-types/edge'
import type { ReadinessFile, ReadinessProcess } from '@sagellm-benchmark/protocol-types/readiness'
import { withRunFolder } from '@sagellm-benchmark/runner/output'
import { isListening } from '@sagellm-benchmark/runner/targets'
import { type ResolvedIo, resolveIo, secretsOf, type SuiteIo } from '../io.js'
import { checkedInput } from '../plan/checked-input.js'
import { commandText } from '../text/command-text.js'
import { version } from '../version.js'
import { burstLoad } from './burst-load.js'
import { type MeasuredProcess, measureProcess, type PlannedProcess } from './measure-process.js'
import { readinessChecks } from './readiness-checks.js'
import { ReadinessPlan, type ReadinessPlanInput } from './readiness-plan.js'
import { readinessArtifacts, writeReadiness } from './write-readiness.js'

export type ReadinessOptions = SuiteIo & {
  /** Folder of the result; each process has a folder and a log below it. @default ./readiness_results */
  readonly output?: string
  /** Also writes report.html. @default false */
  readonly html?: boolean
  /** Called with each process, once it is stopped and on disk. @default nothing */
  readonly onProcess?: (process: ReadinessProcess) => void
}

export type ReadinessOutcome = {
  readonly folder: string
  readonly readiness: ReadinessFile
  /** It ended before all processes were measured. */
  readonly interrupted: boolean
}

/**
 * Starts a server again and again and measures what its users feel: how long until it is ready and until its first token, how slow its first
 * request is beside its second, what queue a burst leaves, and when a steady load is served within the limits again. Whatever happens,
 * no process is left behind.
 *
 * @param plan - an endpoint on this machine and one workload, whose lengths count; its load is the one of `wanted`.
 * @throws BenchError `invalid_argument` for such a plan that is none, a limit that is none, or an address at which something answers already;
 *   as `startTarget` for a server that does not start: what was measured before is kept.
 * @example
 * const { readiness: file } = await readiness({ target, workloads }, { command: 'vllm serve M --port 8000', thresholds: ['ttft<500'] })
 */
export async function readiness(
  plan: RunPlanInput,
  wanted: ReadinessPlanInput,
  options: ReadinessOptions = {},
): Promise<ReadinessOutcome> {
  const io = resolveIo(options)
  const asked = checkedInput(ReadinessPlan, wanted, {
    problem: 'starts cannot be measured',
    schemaName: 'ReadinessPlan',
  })
  const checked = checkedPlan(plan)
  recoveryGateOf(asked.thresholds)
  burstLoad(asked)
  await refuseTakenAddress((checked.target as { url: string }).url)
  const folder = resolve(io.cwd, options.output ?? './readiness_results')
  const below = join(folder, 'processes')
  const planned = plannedProcesses(asked)
  return withRunFolder(folder, { artifacts: [...readinessArtifacts], clock: io.clock }, async () => {
    const done: MeasuredProcess[] = []
    let file: ReadinessFile | null = null
    for (const each of planned) {
      if (io.signal.aborted) break
      io.say(`${each.id}: process ${each.order + 1} of ${planned.length}`)
      const measured = await measureProcess(each, { plan: checked, wanted: asked, folder: below, io }).catch(
        (error) => {
          if (io.signal.aborted && done.length > 0) return null
          throw error
        },
      )
      // A load that was cut off says nothing of a recovery.
      if (measured === null || measured.interrupted) break
      done.push(measured)
      file = fileOf(done, { plan: checked, wanted: asked, planned: planned.length, io })
      await writeReadiness(folder, file, { html: options.html ?? false })
      options.onProcess?.(measured.process)
    }
    if (file === null) throw new BenchError('cancelled', 'no process was measured to its end')
    return { folder, readiness: file, interrupted: done.length < planned.length }
  })
}

/** Cold and warm starts in turn, or the server as it was found and then warm restarts. A burst is measured on the warm ones. */
function plannedProcesses({ coldCommand, processes, burstRequests }: ReadinessPlan): PlannedProcess[] {
  const warm = (at: number) => ({ id: `warm_${at + 1}`, kind: 'warm' as const, withBurst: burstRequests > 0 })
  const pairs = Array.from({ length: processes }, (_, at) => at)
  const list =
    coldCommand === null
      ? [{ id: 'as_found_1', kind: 'as_found' as const, withBurst: false }, ...pairs.map(warm)]
      : pairs.flatMap((at) => [{ id: `cold_${at + 1}`, kind: 'cold' as const, withBurst: false }, warm(at)])
  return list.map((each, order) => ({ ...each, order }))
}

function checkedPlan(given: RunPlanInput): RunPlan {
  const plan = checkedInput(RunPlan, given, { problem: 'starts cannot be measured', schemaName: 'RunPlan' })
  if (plan.target.kind !== 'endpoint' || plan.target.replicas.length > 0)
    throw invalidArgument('target', plan.target.kind, 'give one endpoint on this machine, whose command starts it')
  if (!isLoopback(plan.target.url))
    throw invalidArgument(
      'url of a target to start',
      plan.target.url,
      'only servers on this machine (localhost, 127.x, ::1) are started',
    )
  if (plan.workloads.length !== 1)
    throw invalidArgument(
      'workloads',
      plan.workloads.length,
      'give one workload: its lengths are those of all requests',
    )
  if (plan.workloads[0]?.sessions != null)
    throw invalidArgument('workloads', 'a workload of sessions', 'give one of requests that come by themselves')
  if (plan.workloads[0]?.sampling.stream === false)
    throw invalidArgument('stream', false, 'whole answers have no first token, which is what is measured')
  return plan
}

/** A server that is there already would be measured in place of the one that is started, and is not ours to stop. */
async function refuseTakenAddress(url: string): Promise<void> {
  if (!(await isListening(url))) return
  throw invalidArgument(
    'the address of the target',
    url,
    'something answers there already: stop it, or choose another port',
  )
}

type About = {
  readonly plan: RunPlan
  readonly wanted: ReadinessPlan
  readonly planned: number
  readonly io: ResolvedIo
}

function fileOf(done: readonly MeasuredProcess[], { plan, wanted, planned, io }: About): ReadinessFile {
  const processes = done.map(({ process }) => process)
  const estimates = readinessEstimates(processes)
  const { identity } = done.at(-1) as MeasuredProcess
  const { label, kind, url } = plan.target as Extract<RunPlan['target'], { kind: 'endpoint' }>
  const [workload] = plan.workloads as [RunPlan['workloads'][number]]
  const { rateRps, steadySeconds, burstRequests, recoverySeconds, windowRequests } = wanted
  return {
    ...({ schemaVersion: 1, kind: 'readiness' } as const),
    createdAt: new Date(io.clock.unixMs()).toISOString(),
    toolVersion: version,
    target: done.findLast(({ target }) => target !== null)?.target ?? {
      ...{ label, kind, url: redactSecrets(url, { secrets: secretsOf(io) }), engine: identity.engine },
      ...{ engineVersion: null, precision: null },
    },
    model: identity.model,
    simulated: identity.simulated,
    seed: plan.seed,
    load: {
      ...{ promptTokens: workload.promptTokens, outputTokens: workload.outputTokens },
      ...{ rateRps, steadySeconds, burstRequests, recoverySeconds, windowRequests },
    },
    thresholds: wanted.thresholds,
    cacheBoundary: {
      coldStart: wanted.coldCommand !== null,
      coldCommand: wanted.coldCommand && redactSecrets(wanted.coldCommand, { secrets: secretsOf(io) }),
    },
    pollMs: wanted.pollMs,
    planned,
    processes,
    estimates,
    warmVsColdImprovementPct: improvementPct(estimates),
    checks: readinessChecks(processes, wanted),
    notices: [...new Set(done.flatMap(({ notices }) => notices))],
    command: commandText(io),
  }
}
