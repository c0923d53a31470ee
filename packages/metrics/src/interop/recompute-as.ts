import type { RequestRecord, ServiceLevel } from '@sagellm-benchmark/protocol-types'
import { asAiperf } from './as-aiperf.js'
import { asGuidellm } from './as-guidellm.js'
import { asSglang } from './as-sglang.js'
import { asVllm } from './as-vllm.js'
import { createForeignTally, type ForeignRules } from './foreign-sample.js'
import { foreignRequest } from './foreign-request.js'
import { type ForeignTool, foreignNotes } from './foreign-notes.js'

const rules: Record<ForeignTool, ForeignRules> = {
  vllm: asVllm,
  sglang: asSglang,
  aiperf: asAiperf,
  guidellm: asGuidellm,
}

type RecomputeOptions = {
  /** Limits for the tool's goodput, each on the tool's own quantity of that name. @default none */
  readonly serviceLevels?: readonly ServiceLevel[]
}

/** Takes the records of one target and workload, one at a time, and gives the figures that another tool would have reported. */
export interface Recomputation {
  /** Warm-up records are ignored. The record is not kept. */
  add(record: RequestRecord): void
  /** Under the tool's own field names. What our stamps cannot tell by its rule is left out; nothing is merely renamed. */
  figures(): Record<string, unknown>
  /** Figures of one request under the tool's names, `null` what is not known; `null` for a failure there, and of a tool that writes none. */
  request(record: RequestRecord): Record<string, number | null> | null
  /** How many requests succeeded by our records, for the tool may count otherwise. */
  ours(): { readonly completed: number; readonly failed: number; readonly cancelledByRun: number }
  /** Whole sentences on where the figures differ from ours, or from what the tool itself would have measured. */
  notes(): string[]
}

/**
 * The figures of another tool from records that come one at a time, in about 200 bytes a request and 8 bytes a chunk up to four
 * million chunks; beyond these, percentiles of the time between chunks are within 0.1 %, and no list of them is given.
 *
 * @example
 * const figures = createRecomputation('vllm')
 * for await (const record of records) figures.add(record)
 * figures.figures().output_throughput
 */
export function createRecomputation(tool: ForeignTool, { serviceLevels = [] }: RecomputeOptions = {}): Recomputation {
  const tally = createForeignTally(rules[tool], serviceLevels)
  return {
    add: tally.add,
    figures: () => rules[tool].figures(tally.sample()),
    request(record) {
      const { request } = foreignRequest(record)
      return rules[tool].succeeds(request) ? (rules[tool].request?.(request) ?? null) : null
    },
    ours: () => tally.sample().ours,
    notes: () => foreignNotes(tool, tally.sample()),
  }
}

/**
 * The same of records that are at hand.
 *
 * @param records - of one target and workload; warm-up records are ignored.
 * @example recomputeAs('vllm', records).output_throughput
 */
export function recomputeAs(
  tool: ForeignTool,
  records: Iterable<RequestRecord>,
  options: RecomputeOptions = {},
): Record<string, unknown> {
  const recomputation = createRecomputation(tool, options)
  for (const record of records) recomputation.add(record)
  return recomputation.figures()
}
