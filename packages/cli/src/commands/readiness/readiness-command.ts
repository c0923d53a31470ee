import { resolve } from 'node:path'
import type { RunPlanInput, WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import type { ReadinessProcess } from '@sagellm-benchmark/protocol-types/readiness'
import { report } from '@sagellm-benchmark/suite'
import type { ReadinessPlanInput } from '@sagellm-benchmark/suite/plans'
import { readiness } from '@sagellm-benchmark/suite/readiness'
import { resolveWorkloads } from '@sagellm-benchmark/workloads'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { oneLine } from '../../command/report-error.js'
import { suiteIo } from '../../command/suite-io.js'
import { apiKeyOf } from '../../options/api-key.js'
import { seedOf } from '../../options/drawn-seed.js'
import { parseThresholds } from '../../options/parse-thresholds.js'
import { endpointFromOptions, secretHeaders } from '../../options/target-from-options.js'
import { timeoutsFromOptions } from '../../options/timeouts-from-options.js'
import type { ReadinessOptions } from './readiness-options.js'

/** Measures how a server starts and bears a burst, and shows what it comes to. */
export async function readinessCommand(options: ReadinessOptions, io: CommandIo): Promise<ExitCode> {
  const plan = planOf(options)
  const { quiet, html, output } = options
  const {
    folder,
    readiness: file,
    interrupted,
  } = await readiness(plan, wantedOf(options), {
    ...suiteIo(io, { ...options, seed: options.seed === undefined ? (plan.seed ?? null) : null }),
    apiKey: await apiKeyOf(options, io),
    secretHeaders: secretHeaders(options),
    say: (text) => void (options.verbose && io.stderr.write(`${text}\n`)),
    onProcess: (process) => void (quiet || io.stderr.write(`${processLine(process)}\n`)),
    ...{ output, html },
  })
  const colour = io.stdout.isTTY === true && !io.env['NO_COLOR']
  const { text } = await report(resolve(folder, 'readiness.json'), {
    format: 'table',
    colour,
    width: io.stdout.columns ?? 120,
  })
  io.stdout.write(`${text}\nartifacts: ${folder}\n`)
  if (interrupted) {
    io.stderr.write(`interrupted: ${file.processes.length} of ${file.planned} processes were measured\n`)
    return 130
  }
  const broken = file.checks.filter(({ passed }) => !passed)
  for (const { sentence } of broken) io.stderr.write(`${oneLine(`sagellm-benchmark: ${sentence}`)}\n`)
  return broken.length > 0 ? 3 : 0
}

function planOf(options: ReadinessOptions): RunPlanInput {
  const { backendUrl: url, label, model = null, promptTokens, outputTokens, ignoreEos } = options
  const [base] = resolveWorkloads('Q1') as [WorkloadPlan]
  return {
    target: endpointFromOptions({ url, label, model }, { ...options, readyCheck: true }),
    workloads: [
      {
        ...base,
        name: 'burst',
        description: 'a steady load with a burst on top',
        ...{ promptTokens, outputTokens, requests: 1, load: { kind: 'batch', size: 1 } },
        sampling: { ...base.sampling, ignoreEos },
      },
    ],
    ...seedOf(options.seed, true),
    timeouts: timeoutsFromOptions(options),
  }
}

function wantedOf(options: ReadinessOptions): ReadinessPlanInput {
  return {
    command: options.targetCommand,
    coldCommand: options.coldCommand ?? null,
    processes: options.processes,
    rateRps: options.requestRate,
    steadySeconds: options.steadySeconds,
    burstRequests: options.burst,
    recoverySeconds: options.recoverySeconds,
    windowRequests: options.window,
    thresholds: parseThresholds(options.threshold),
    maxReadySeconds: options.maxReady ?? null,
    maxRecoverySeconds: options.maxRecovery ?? null,
  }
}

function processLine({ id, startupMetrics, sloMetrics }: ReadinessProcess): string {
  const { readinessS, firstRequestTtftMs, secondRequestTtftMs } = startupMetrics
  const first = `TTFT ${shown(firstRequestTtftMs, 'ms')} and ${shown(secondRequestTtftMs, 'ms')}`
  const start = `${id}: ready after ${shown(readinessS, 's')}, first two requests ${first}`
  if (sloMetrics === null) return start
  const { waitingPeak, queueClearedS } = sloMetrics
  return `${start}; burst: ${waitingPeak} waiting, cleared after ${shown(queueClearedS, 's')}`
}

function shown(value: number | null, unit: 's' | 'ms'): string {
  return value === null ? 'unknown' : `${value.toFixed(unit === 's' ? 2 : 0)} ${unit}`
}
