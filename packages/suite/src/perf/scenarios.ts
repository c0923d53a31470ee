import type { WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import { RunPlan } from '@sagellm-benchmark/protocol-types'
import { type ComparedLoad, requestsOfRound } from '@sagellm-benchmark/protocol-types/comparison'
import type { Fitted, RequestLengths } from '../plan/fit-to-context.js'

/** The original's two scenarios: lengths in tokens, and the family of texts that fits them. */
const shapes = {
  short: { source: 'short_qa', promptTokens: 128, outputTokens: 128 },
  long: { source: 'summarisation', promptTokens: 2048, outputTokens: 512 },
} as const

export type ScenarioName = keyof typeof shapes

/** What a scenario sends, before it meets a context window. */
export type Shape = Fitted<RequestLengths> & { readonly name: ScenarioName; readonly source: string }

export type Scenario = {
  /** `short_b4`, `short_poisson_4_s` */
  readonly name: string
  /** Of a batch; `null` for every other load. */
  readonly batchSize: number | null
  /** Label of a load that is no batch. */
  readonly load: string | null
  readonly requestedPromptTokens: number
  readonly requestedOutputTokens: number
  readonly workload: WorkloadPlan
}

/** @param maxOutputTokens - a cap of the user's, which is part of what is asked for. @default none */
export function shapeOf(name: ScenarioName, maxOutputTokens: number | null = null): Shape {
  const { outputTokens, ...shape } = shapes[name]
  return { name, ...shape, outputTokens: Math.min(outputTokens, maxOutputTokens ?? outputTokens) }
}

/**
 * One scenario under one load.
 *
 * @param requests - of a round, where the load leaves it open; `null`: as many as the load needs.
 * @example const [load] = comparedLoads({ batchSizes: [4], loads: [] })
 * scenario(shapeOf('short'), load).name // 'short_b4'
 */
export function scenario(shape: Shape, compared: ComparedLoad, requests: number | null = null): Scenario {
  const { name, source, promptTokens, outputTokens, requestedPromptTokens, requestedOutputTokens } = shape
  const { load, label: loadText, batchSize, slug } = compared
  const label = `${name}_${slug}`
  return {
    name: label,
    batchSize,
    load: batchSize === null ? loadText : null,
    requestedPromptTokens: requestedPromptTokens ?? promptTokens,
    requestedOutputTokens: requestedOutputTokens ?? outputTokens,
    workload: RunPlan.shape.workloads.element.parse({
      name: label,
      description: `${promptTokens} tokens in, ${outputTokens} out, ${batchSize === null ? loadText : `${batchSize} at once`}`,
      source,
      promptTokens,
      outputTokens,
      requestedPromptTokens,
      requestedOutputTokens,
      requests: requestsOfRound(load, requests),
      load,
    }),
  }
}
