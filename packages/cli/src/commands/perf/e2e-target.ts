import { bearerHeaders } from '@sagellm-benchmark/clients/endpoint'
import { captureEndpoint, probes } from '@sagellm-benchmark/probes'
import type { Clock, RunPlan, RunPlanInput } from '@sagellm-benchmark/protocol-types'
import { type OpenTarget, openTarget } from '@sagellm-benchmark/suite/targets'
import { endpointFromOptions, secretHeaders } from '../../options/target-from-options.js'
import { type ChosenWeights, chooseWeights } from './choose-weights.js'
import type { PerfOptions } from './perf-options.js'
import { precisionName } from './precision-name.js'

/** Something to measure: one model at one precision, opened. */
export type E2eTarget = {
  readonly target: OpenTarget
  /** As asked for, and as it really is (`null`: not known). */
  readonly model: string
  readonly effectiveModel: string
  readonly precision: string
  readonly effectivePrecision: string | null
  readonly mode: 'cpu' | 'live' | 'simulated'
  readonly flags: readonly string[]
  readonly notices: readonly string[]
}

export type E2eTargetOptions = {
  readonly model: string | null
  readonly precision: string | null
  readonly options: PerfOptions
  readonly apiKey: string | null
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Makes the whole plan around the target's part. */
  readonly planFor: (target: RunPlanInput['target']) => RunPlan
}

/** Opens the model on the CPU backend, on the endpoint, or in the simulator, as the flags say. */
export async function openE2eTarget(given: E2eTargetOptions): Promise<E2eTarget> {
  const { options, model, precision, planFor } = given
  const weights = options.simulate || options.live ? null : await chooseWeights(model, precision)
  const plan = planFor(
    weights ? cpuPlan(given, weights) : options.simulate ? simulatedPlan(given) : endpointPlan(given),
  )
  const target = await openTarget(plan, { ...given, substituteModel: true })
  try {
    if (weights) return onCpu(given, weights, target)
    return options.simulate ? inSimulator(given, target) : await atEndpoint(given, target)
  } catch (error) {
    await target.close()
    throw error
  }
}

function cpuPlan({ options, model }: E2eTargetOptions, { dtype }: ChosenWeights): RunPlanInput['target'] {
  const maxBatchSize = Math.max(16, ...options.batchSize)
  return { kind: 'cpu', model, dtype, threads: options.threads ?? null, maxBatchSize }
}

function endpointPlan({ options, model }: E2eTargetOptions): RunPlanInput['target'] {
  const plan = endpointFromOptions({ url: options.backendUrl as string, model }, options)
  // In memory only: the plan of a perf run is written nowhere.
  return { ...plan, headers: { ...plan.headers, ...secretHeaders(options) } }
}

function simulatedPlan({ options, model }: E2eTargetOptions): RunPlanInput['target'] {
  const { maxSeqLen } = options
  return { kind: 'simulated', model, options: maxSeqLen === undefined ? {} : { maxModelLen: maxSeqLen } }
}

function onCpu({ precision }: E2eTargetOptions, weights: ChosenWeights, target: OpenTarget): E2eTarget {
  const { model, notices } = target.client.identity
  const halves = weights.precision === 'fp16'
  return {
    target,
    model: weights.model,
    effectiveModel: model,
    precision: precision ?? weights.precision,
    effectivePrecision: weights.precision,
    mode: 'cpu',
    flags: weights.substituted ? ['precision_substituted'] : [],
    notices: [
      ...notices,
      ...(halves ? ['fp16 weights are widened: this CPU runtime computes in fp32'] : []),
      'memory is the largest resident memory of the whole program up to the end of each row',
    ],
  }
}

async function atEndpoint(given: E2eTargetOptions, target: OpenTarget): Promise<E2eTarget> {
  const { options, apiKey, model, precision } = given
  const { model: effectiveModel, notices } = target.client.identity
  const effectivePrecision = await servedPrecision(options.backendUrl as string, apiKey)
  const substituted = model !== null && model !== effectiveModel
  const wrong = effectivePrecision !== null && precision !== null && precisionName(precision) !== effectivePrecision
  return {
    target,
    model: model ?? effectiveModel,
    effectiveModel,
    // The original's word for "whatever the server runs at".
    precision: precision ?? 'live',
    effectivePrecision,
    mode: 'live',
    flags: [...(substituted ? ['model_substituted'] : []), ...(wrong ? ['precision_substituted'] : [])],
    notices: [
      ...notices,
      ...(precision === null ? [] : ['an endpoint runs at its own precision: --precision is only a label here']),
    ],
  }
}

function inSimulator({ precision }: E2eTargetOptions, target: OpenTarget): E2eTarget {
  const { model, notices } = target.client.identity
  return {
    target,
    model,
    effectiveModel: model,
    precision: precision ?? 'simulated',
    effectivePrecision: null,
    mode: 'simulated',
    flags: target.flags,
    notices,
  }
}

/** What the server says of its weights in `/info`; `null` where it does not. */
async function servedPrecision(url: string, apiKey: string | null): Promise<string | null> {
  const only = probes.filter((probe) => probe.name === 'info')
  const headers = bearerHeaders({}, apiKey)
  const { surfaces } = await captureEndpoint({ label: 'endpoint', url, headers, moment: 'before', probes: only })
  try {
    const info = JSON.parse(surfaces[0]?.body ?? '{}') as { dtype?: unknown; precision?: unknown }
    const named = info.dtype ?? info.precision
    return typeof named === 'string' && named !== '' ? precisionName(named.slice(0, 40)) : null
  } catch {
    return null
  }
}
