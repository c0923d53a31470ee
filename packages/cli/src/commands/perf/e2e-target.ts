import { type Clock, isBenchError, type RunPlan, type RunPlanInput } from '@sagellm-benchmark/protocol-types'
import { captureEndpoint, probes } from '@sagellm-benchmark/probes'
import { createReferenceEngine, startEngineServer } from '@sagellm-benchmark/reference-engine'
import { openTarget, type OpenTarget } from '../../targets/open-target.js'
import { chooseWeights } from './choose-weights.js'
import type { PerfOptions } from './perf-options.js'
import { precisionName } from './precision-name.js'

/** Something to measure: one model at one precision, opened. */
export type E2eTarget = {
  readonly target: OpenTarget
  /** The target's part of every plan. */
  readonly plan: RunPlan['target']
  /** As asked for, and as it really is (`null`: not known). */
  readonly model: string
  readonly effectiveModel: string
  readonly precision: string
  readonly effectivePrecision: string | null
  readonly mode: 'cpu' | 'live' | 'simulated'
  readonly flags: readonly string[]
  readonly notices: readonly string[]
  close(): Promise<void>
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
export function openE2eTarget(given: E2eTargetOptions): Promise<E2eTarget> {
  if (given.options.simulate) return openSimulated(given)
  return given.options.live ? openLive(given) : openCpu(given)
}

async function openCpu(given: E2eTargetOptions): Promise<E2eTarget> {
  const { options } = given
  const weights = await chooseWeights(given.model, given.precision)
  const plan = given.planFor({
    kind: 'cpu',
    model: given.model,
    dtype: weights.dtype,
    threads: options.threads ?? null,
    maxBatchSize: Math.max(16, ...options.batchSize),
  })
  const target = await openTarget(plan, given)
  const halves = weights.precision === 'fp16'
  return {
    target,
    plan: plan.target,
    model: weights.model,
    effectiveModel: target.client.identity.model,
    precision: given.precision ?? weights.precision,
    effectivePrecision: weights.precision,
    mode: 'cpu',
    flags: weights.substituted ? ['precision_substituted'] : [],
    notices: [
      ...target.client.identity.notices,
      ...(halves ? ['fp16 weights are widened: this CPU runtime computes in fp32'] : []),
      'memory is the largest resident memory of the whole program up to the end of each row',
    ],
    close: () => target.close(),
  }
}

async function openLive(given: E2eTargetOptions): Promise<E2eTarget> {
  const { options, apiKey } = given
  const { target, plan } = await openServed(given, endpointPlan(options, options.backendUrl as string))
  const { model: effectiveModel, notices } = target.client.identity
  const effectivePrecision = await servedPrecision(options.backendUrl as string, apiKey)
  const substituted = given.model !== null && given.model !== effectiveModel
  const wrong =
    effectivePrecision !== null && given.precision !== null && precisionName(given.precision) !== effectivePrecision
  return {
    target,
    plan: plan.target,
    model: given.model ?? effectiveModel,
    effectiveModel,
    // The original's word for "whatever the server runs at".
    precision: given.precision ?? 'live',
    effectivePrecision,
    mode: 'live',
    flags: [...(substituted ? ['model_substituted'] : []), ...(wrong ? ['precision_substituted'] : [])],
    notices: [
      ...notices,
      ...(given.precision === null ? [] : ['an endpoint runs at its own precision: --precision is only a label here']),
    ],
    close: () => target.close(),
  }
}

async function openSimulated(given: E2eTargetOptions): Promise<E2eTarget> {
  const engine = createReferenceEngine({
    ...(given.model === null ? {} : { model: given.model }),
    ...(given.options.maxSeqLen === undefined ? {} : { maxModelLen: given.options.maxSeqLen }),
    seed: given.options.seed,
  })
  const server = await startEngineServer({ engine, port: 0, host: '127.0.0.1', dialect: 'sagellm', logSink: () => {} })
  const stop = async () => {
    await server.close()
    await engine.close()
  }
  try {
    const { target, plan } = await openServed(given, endpointPlan(given.options, `${server.url}/v1`))
    const { model, notices } = target.client.identity
    return {
      target,
      plan: plan.target,
      model,
      effectiveModel: model,
      precision: given.precision ?? 'simulated',
      effectivePrecision: null,
      mode: 'simulated',
      flags: ['simulated'],
      notices,
      async close() {
        await target.close()
        await stop()
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}

function endpointPlan(options: PerfOptions, url: string): RunPlanInput['target'] & { kind: 'endpoint' } {
  return {
    kind: 'endpoint',
    label: options.simulate ? 'simulated' : 'endpoint',
    url: url.replace(/\/+$/, ''),
    dialect: options.simulate ? 'sagellm' : options.dialect,
    tokenizer: options.tokenizer ?? null,
    serverWaitSeconds: options.serverWait,
  }
}

/** The model asked for, or, where the server serves only another one, that one: the rows then name both. */
async function openServed(
  given: E2eTargetOptions,
  endpoint: RunPlanInput['target'] & { kind: 'endpoint' },
): Promise<{ readonly target: OpenTarget; readonly plan: RunPlan }> {
  const asked = given.planFor({ ...endpoint, model: given.model })
  try {
    return { target: await openTarget(asked, given), plan: asked }
  } catch (error) {
    if (given.model === null || !isBenchError(error) || error.code !== 'not_found') throw error
    const served = given.planFor({ ...endpoint, model: null })
    return { target: await openTarget(served, given), plan: served }
  }
}

/** What the server says of its weights in `/info`; `null` where it does not. */
async function servedPrecision(url: string, apiKey: string | null): Promise<string | null> {
  const only = probes.filter((probe) => probe.name === 'info')
  const headers = apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }
  const { surfaces } = await captureEndpoint({ label: 'endpoint', url, headers, moment: 'before', probes: only })
  try {
    const info = JSON.parse(surfaces[0]?.body ?? '{}') as { dtype?: unknown; precision?: unknown }
    const named = info.dtype ?? info.precision
    return typeof named === 'string' && named !== '' ? precisionName(named.slice(0, 40)) : null
  } catch {
    return null
  }
}
