import { cutWithoutSecrets } from '@sagellm-benchmark/protocol-types/edge'
import { bearerHeaders, pageFetch } from '@sagellm-benchmark/clients/endpoint'
import { captureEndpoint, engineFacts, probes } from '@sagellm-benchmark/probes'
import { invalidArgument, type LoadPlan, RunPlan, type TargetPlan } from '@sagellm-benchmark/protocol-types'
import { type ComparedLoad, comparedLoads } from '@sagellm-benchmark/protocol-types/comparison'
import { loadKindOf } from '@sagellm-benchmark/protocol-types/loads'
import { type FlagName, flagsWhere } from '@sagellm-benchmark/protocol-types/records'
import { endpointOptions } from '@sagellm-benchmark/runner/targets'
import type { ResolvedIo } from '../io.js'
import { withTarget } from '../session/with-target.js'
import { asOpened } from '../targets/as-opened.js'
import type { OpenTarget } from '../targets/define-target.js'
import { type ChosenWeights, chooseWeights } from './choose-weights.js'
import type { E2ePerfPlan } from './perf-plan.js'
import { precisionName } from './precision-name.js'
import { scenario, shapeOf } from './scenarios.js'

/** One model at one precision, as asked for. */
export type E2eGroup = { readonly model: string | null; readonly precision: string | null }

/** The same, opened: as asked for, and as it really is (`null`: not known). */
export type E2eTarget = {
  readonly open: OpenTarget
  /** A plan for the target, whose workloads are still to be chosen. */
  readonly plan: RunPlan
  readonly model: string
  readonly effectiveModel: string
  readonly precision: string
  readonly effectivePrecision: string | null
  readonly mode: 'cpu' | 'live' | 'simulated' | 'native'
  readonly flags: readonly FlagName[]
  readonly notices: readonly string[]
}

/** Opens one model at one precision, hands it over, and closes it. */
export async function withE2eTarget(
  perf: E2ePerfPlan,
  { group, io }: { readonly group: E2eGroup; readonly io: ResolvedIo },
  use: (target: E2eTarget) => Promise<void>,
): Promise<void> {
  const weights = perf.target.kind === 'cpu' ? await chooseWeights(group.model, group.precision) : null
  const { rounds, seed, seedDrawn, textSeed = null, timeouts, stopAfterErrors: afterErrors } = perf
  const plan = RunPlan.parse({
    target: targetPlan(perf, group, weights),
    workloads: [scenario(shapeOf('short'), firstLoad(perf)).workload],
    rounds,
    seed,
    seedDrawn,
    textSeed,
    timeouts,
    stop: afterErrors === null ? {} : { afterErrors },
  })
  const loads = comparedLoads(perf).map(({ load }) => load)
  await withTarget(plan, { io, substituteModel: true, loads }, async (open) => {
    const facts = weights ? ofWeights(group, weights, open) : await ofServed(plan.target, group, { open, io })
    // Without what the open target's plan may hold of secrets: the client has them already.
    await use({ open, plan: { ...plan, target: asOpened(plan.target, open.plan) }, ...facts })
  })
}

function targetPlan({ target, ...perf }: E2ePerfPlan, { model }: E2eGroup, weights: ChosenWeights | null): TargetPlan {
  if (target.kind === 'cpu')
    return {
      ...target,
      model,
      dtype: weights?.dtype ?? null,
      maxBatchSize: Math.max(target.maxBatchSize, ...perf.batchSizes, ...perf.loads.map(placesOf)),
    }
  if (target.kind !== 'simulated' || perf.contextLength === null) return { ...target, model }
  return { ...target, model, options: { maxModelLen: perf.contextLength, ...target.options } }
}

/** Any load: the plan's own follow when the lengths are known. */
function firstLoad(perf: E2ePerfPlan): ComparedLoad {
  const [load] = comparedLoads(perf)
  if (!load) throw invalidArgument('the plan', 'without a load', 'give batch sizes, or another load')
  return load
}

function placesOf(load: LoadPlan): number {
  return loadKindOf(load).places(load) ?? 1
}

type Facts = Omit<E2eTarget, 'open' | 'plan'>

function ofWeights({ precision }: E2eGroup, weights: ChosenWeights, { client }: OpenTarget): Facts {
  const { model, notices } = client.identity
  const halves = weights.precision === 'fp16'
  return {
    model: weights.model,
    effectiveModel: model,
    precision: precision ?? weights.precision,
    effectivePrecision: weights.precision,
    mode: 'cpu',
    flags: weights.substituted ? ['precision_substituted'] : [],
    notices: [
      ...notices,
      ...(halves ? ['The fp16 weights are widened: this CPU runtime computes in fp32'] : []),
      'Memory is the largest resident memory of the whole program up to the end of each row',
    ],
  }
}

/** The original's words for "whatever it runs at". */
const ownPrecision = { endpoint: 'live', simulated: 'simulated', native: 'native', cpu: 'cpu' } as const

async function ofServed(
  target: TargetPlan,
  { model, precision }: E2eGroup,
  { open, io }: { readonly open: OpenTarget; readonly io: ResolvedIo },
): Promise<Facts> {
  const { model: effectiveModel, notices } = open.client.identity
  const live = target.kind === 'endpoint'
  const effectivePrecision = live ? await servedPrecision(target, io) : null
  const substituted = live && model !== null && model !== effectiveModel
  const wrong = effectivePrecision !== null && precision !== null && precisionName(precision) !== effectivePrecision
  return {
    model: live ? (model ?? effectiveModel) : effectiveModel,
    effectiveModel,
    precision: precision ?? ownPrecision[target.kind],
    effectivePrecision,
    mode: live ? 'live' : target.kind,
    flags: [
      ...new Set([...open.flags, ...flagsWhere({ model_substituted: substituted, precision_substituted: wrong })]),
    ],
    notices: [
      ...notices,
      ...(live && precision !== null
        ? ['An endpoint runs at its own precision: --precision is only a label here']
        : []),
    ],
  }
}

const factSurfaces = new Set(['version', 'info', 'server-info', 'vllm-server-info', 'props'])

/** What the server says of its weights; `null` where it does not. */
async function servedPrecision(
  target: Extract<TargetPlan, { kind: 'endpoint' }>,
  { apiKey, secretHeaders, clock, env }: ResolvedIo,
): Promise<string | null> {
  const { label, url, headers } = target
  const snapshot = await captureEndpoint({
    label,
    url,
    headers: bearerHeaders({ ...headers, ...secretHeaders }, apiKey),
    fetch: pageFetch(endpointOptions(target, { apiKey, clock, env })),
    moment: 'before',
    probes: probes.filter(({ name }) => factSurfaces.has(name)),
  })
  const { precision } = engineFacts(snapshot)
  return precision === null ? null : precisionName(cutWithoutSecrets(precision, 40))
}
