import type { RunPlan } from '@sagellm-benchmark/protocol-types'
import { sharedTokens } from '@sagellm-benchmark/workloads'
import {
  idealHitTotals,
  plannedTraces,
  type Trace,
  type TraceOptions,
  type TraceReading,
} from '@sagellm-benchmark/workloads/traces'
import type { ResolvedIo } from '../io.js'
import { plannedFile } from './data-file.js'
import { readTraceFile } from './read-trace-file.js'

/**
 * Reads the traces that a plan names, as far as they are not there already, and tells the user what each file was taken for and what of it has no effect.
 *
 * @param known - those that were read already, by the key of `plannedTraces`.
 * @throws BenchError as `readTraceFile` and `hubFile`.
 */
export async function readPlannedTraces(
  plan: Parameters<typeof plannedTraces>[0],
  io: ResolvedIo,
  { known = new Map() }: { readonly known?: ReadonlyMap<string, Trace> | undefined } = {},
): Promise<ReadonlyMap<string, Trace>> {
  const traces = new Map<string, Trace>()
  for (const [key, options] of plannedTraces(plan, io)) {
    const trace = known.get(key) ?? (await readTraceFile({ ...options, path: await plannedFile(options.path, io) }))
    for (const sentence of traceSentences(options, trace)) io.warn(sentence)
    traces.set(key, trace)
  }
  return traces
}

/** The plan with what its sources say of prompts that begin alike, against which the hits of the server's cache are held. */
export function withTracedPrefixes(plan: RunPlan, traces: ReadonlyMap<string, Trace>, io: ResolvedIo): RunPlan {
  const workloads = plan.workloads.map((workload) => {
    const [key] = [...plannedTraces({ ...plan, workloads: [workload] }, io).keys()]
    const trace = key === undefined ? undefined : traces.get(key)
    if (!trace) {
      const shared = sharedTokens(workload, io)
      return shared === null ? workload : { ...workload, tracedPrefixTokens: shared }
    }
    // A cache may keep any number of tokens: blocks of one are what finds the most.
    const { requests, cachedTokens } = idealHitTotals(trace, { cacheBlock: 1, requests: workload.requests })
    return { ...workload, tracedPrefixTokens: cachedTokens / requests }
  })
  return { ...plan, workloads }
}

/** What was read of a file, in whole sentences. */
function traceSentences(
  { path, use }: Pick<TraceOptions, 'path' | 'use'>,
  { format, blockSize, arrivalsMs, reading }: Trace,
): string[] {
  const ids = blockSize === null ? 'without block ids' : `with ids of blocks of ${blockSize} tokens`
  const read =
    use === 'prompts'
      ? `${path} is read as a data set of the format ${format}: ${arrivalsMs.length} prompts in its ${reading.rows} rows.`
      : `${path} is read as a ${format} trace ${ids}: ${arrivalsMs.length} of its ${reading.rows} rows are replayed.`
  return [read, ...leftOut(reading)]
}

function leftOut({ passedOver, notWanted, fieldsWithoutEffect, sorted }: TraceReading): string[] {
  const odd = passedOver.reduce((sum, { rows }) => sum + rows, 0)
  const problems = passedOver
    .slice(0, 3)
    .map(({ problem, rows, firstLine }) => `${rows} from line ${firstLine} on: ${problem}`)
  return [
    ...(odd > 0 ? [`${odd} rows are passed over (${problems.join('; ')}).`] : []),
    ...(notWanted > 0 ? [`${notWanted} rows lie outside the window or the prompt lengths asked for.`] : []),
    ...(fieldsWithoutEffect.length > 0
      ? [`Fields without effect: ${fieldsWithoutEffect.slice(0, 20).map(shown).join(', ')}.`]
      : []),
    ...(sorted ? ['Its rows were sorted by their times.'] : []),
  ]
}

/** A name comes out of a file and goes to a terminal. */
function shown(name: string): string {
  return name.replace(/[^\x20-\x7e\u00a0-\uffff]/g, '?').slice(0, 40)
}
