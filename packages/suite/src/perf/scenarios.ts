import type { WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import { RunPlan } from '@sagellm-benchmark/protocol-types'
import { fitToContext } from '../plan/fit-to-context.js'

/** The original's two scenarios: lengths in tokens, and the family of texts that fits them. */
const shapes = {
  short: { source: 'short_qa', promptTokens: 128, outputTokens: 128 },
  long: { source: 'summarisation', promptTokens: 2048, outputTokens: 512 },
} as const

/** Kept free of the context window: what a chat template and the end mark may add. */
const SPARE_TOKENS = 10

export type Scenario = {
  /** `short_b4` */
  readonly name: string
  readonly batchSize: number
  readonly requestedPromptTokens: number
  readonly requestedOutputTokens: number
  readonly workload: WorkloadPlan
  readonly clamped: boolean
}

export type ScenarioOptions = {
  readonly batchSize: number
  /** Context window of the target; `null` where it is not known. */
  readonly window: number | null
  /** @default none */
  readonly maxOutputTokens?: number | undefined
}

/**
 * One scenario at one batch size, cut down to what the context window holds: the output to at most half of it, the prompt
 * to what then is left.
 *
 * @example scenario('long', { batchSize: 4, window: 2048 }).workload.promptTokens // 1526
 */
export function scenario(name: keyof typeof shapes, options: ScenarioOptions): Scenario {
  const { batchSize, window, maxOutputTokens = Infinity } = options
  const { source, ...asked } = shapes[name]
  const { promptTokens, outputTokens } = fitToContext(
    { ...asked, outputTokens: Math.min(asked.outputTokens, maxOutputTokens) },
    { window: window ?? Infinity, exactLengths: true, spareTokens: SPARE_TOKENS },
  )
  const label = `${name}_b${batchSize}`
  return {
    name: label,
    batchSize,
    requestedPromptTokens: asked.promptTokens,
    requestedOutputTokens: asked.outputTokens,
    clamped: promptTokens < asked.promptTokens || outputTokens < asked.outputTokens,
    workload: RunPlan.shape.workloads.element.parse({
      name: label,
      description: `${promptTokens} tokens in, ${outputTokens} out, ${batchSize} at once`,
      source,
      promptTokens,
      outputTokens,
      requests: batchSize,
      load: { kind: 'batch', size: batchSize },
    }),
  }
}
