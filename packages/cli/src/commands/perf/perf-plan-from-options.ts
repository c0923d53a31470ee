import type { PerfPlanInput } from '@sagellm-benchmark/suite/plans'
import type { CommandIo } from '../../command/define-command.js'
import { seedOf } from '../../options/drawn-seed.js'
import { loadsFromOptions } from '../../options/load-from-options.js'
import { parseFigureThresholds } from '../../options/parse-thresholds.js'
import { endpointFromOptions } from '../../options/target-from-options.js'
import { timeoutsFromOptions } from '../../options/timeouts-from-options.js'
import { isLive } from './perf-flag-rules.js'
import type { PerfOptions } from './perf-options.js'

const defaultUrl = 'http://localhost:8000/v1'

/**
 * The plan that the flags of `perf` describe.
 *
 * @throws BenchError `invalid_argument` for a flag whose value cannot be used.
 */
export async function perfPlanFromOptions(options: PerfOptions, io: CommandIo): Promise<PerfPlanInput> {
  const { threads = null } = options
  const seed = seedOf(options.seed, isLive(options))
  if (options.type === 'operator') {
    const { device, iterations, warmup, operator: operators } = options
    return {
      kind: 'operator',
      device,
      iterations,
      warmup,
      operators,
      threads,
      ...(options.seed === undefined ? {} : { seed: options.seed }),
    }
  }
  return {
    kind: 'e2e',
    target: targetOf(options),
    models: options.model,
    precisions: options.precision,
    ...(await loadsFromOptions(options, io)),
    scenarios: options.scenario,
    rounds: options.rounds,
    restarts: options.restarts,
    contextLength: options.maxSeqLen ?? null,
    maxOutputTokens: options.maxOutputTokens ?? null,
    ...seed,
    stopAfterErrors: options.stopAfterErrors,
    maxErrorRate: options.maxErrorRate ?? null,
    thresholds: parseFigureThresholds(options.threshold),
    onUndecided: options.onUndecided,
    timeouts: timeoutsFromOptions(options),
  }
}

function targetOf(options: PerfOptions): Extract<PerfPlanInput, { kind: 'e2e' }>['target'] {
  if (isLive(options)) return endpointFromOptions({ url: options.backendUrl ?? defaultUrl, model: null }, options)
  return options.simulate ? { kind: 'simulated' } : { kind: 'cpu', threads: options.threads ?? null }
}
