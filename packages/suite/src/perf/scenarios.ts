import type { WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import { RunPlan } from '@sagellm-benchmark/protocol-types'
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
  /** `short_b4` */
  readonly name: string
  readonly batchSize: number
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
 * One scenario at one batch size.
 *
 * @example scenario(fitted(shapeOf('long'), { window: 2048, counted: 'prompt' }), 4).workload.promptTokens // 1526
 */
export function scenario(shape: Shape, batchSize: number): Scenario {
  const { name, source, promptTokens, outputTokens, requestedPromptTokens, requestedOutputTokens } = shape
  const label = `${name}_b${batchSize}`
  return {
    name: label,
    batchSize,
    requestedPromptTokens: requestedPromptTokens ?? promptTokens,
    requestedOutputTokens: requestedOutputTokens ?? outputTokens,
    workload: RunPlan.shape.workloads.element.parse({
      name: label,
      description: `${promptTokens} tokens in, ${outputTokens} out, ${batchSize} at once`,
      source,
      promptTokens,
      outputTokens,
      requestedPromptTokens,
      requestedOutputTokens,
      requests: batchSize,
      load: { kind: 'batch', size: batchSize },
    }),
  }
}
