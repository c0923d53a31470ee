import type { EvidenceClaim, EvidenceItem } from '@sagellm-benchmark/protocol-types/evidence'
import { readExplicitDecode } from './explicit-decode.js'
import { infoGrowth } from './info-counters.js'

export type DecodeEvidence = Readonly<Record<EvidenceClaim, readonly EvidenceItem[]>>

/**
 * What the typed telemetry of `/info` shows of the run: only steps that were not there before, and only counters that grew.
 *
 * - shared stream: a step whose batch holds two or more sequences;
 * - paged or native path: a step whose attention implementation is called native or paged; one called fallback is evidence
 *   of the fallback, any other name of neither;
 * - block tables: a step that says it was given them.
 *
 * Counters of `/info` that grew prove the same without a list of steps: batched cohorts, calls of a paged path, calls with block tables.
 */
export function decodeEvidence(before: unknown, after: unknown): DecodeEvidence {
  const then = readExplicitDecode(before)
  const now = readExplicitDecode(after)
  const known = new Set(then.steps.map(({ key }) => key))
  const steps = now.steps.filter(({ key }) => !known.has(key))

  const growth = infoGrowth(before, after)
  const shared = steps.filter(({ batchSize }) => batchSize !== null && batchSize >= 2).length
  const tables = steps.filter(({ blockTables }) => blockTables).length
  const implementations = new Map<string, number>()
  for (const { implementation: name } of steps)
    if (name !== null) implementations.set(name, (implementations.get(name) ?? 0) + 1)

  const ran = [...implementations].map(([name, count]) => item(kindOf(name), `selected_implementation ${name}`, count))
  const grown = now.diagnostics.flatMap(({ counters, implementation }) =>
    [...counters].flatMap(([field, count]): EvidenceItem[] => {
      const growth =
        count - (then.diagnostics.map(({ counters }) => counters.get(field)).find((each) => each !== undefined) ?? 0)
      if (!(growth > 0)) return []
      // Operators beside the attention have an implementation of their own and say nothing about the attention path.
      const kind = /fallback/.test(field)
        ? 'fallback'
        : /adjacent/.test(field)
          ? 'mention'
          : kindOf(implementation ?? '')
      return [item(kind, field, Math.round(growth))]
    }),
  )
  return {
    shared_stream_concurrent_batching: [
      ...(shared > 0 ? [item('path', 'batch_size >= 2', shared)] : []),
      ...counted(growth, /^batched_cohorts_total$/),
      ...unbatched(growth),
    ],
    paged_or_native_path_usage: [...ran, ...grown, ...counted(growth, /^paged_\w+_calls$/)],
    formal_block_table_usage: [
      ...(tables > 0 ? [item('path', 'block_tables', tables)] : []),
      ...counted(growth, /^block_table_calls$/),
    ],
  }
}

type Growth = ReturnType<typeof infoGrowth>

/** Counters of `/info` that grew. */
function counted(growth: Growth, name: RegExp): EvidenceItem[] {
  return [...growth].flatMap(([counter, by]): EvidenceItem[] =>
    by !== null && by > 0 && name.test(counter)
      ? [{ kind: 'path', source: 'info', alternative: `${counter} grew`, count: by, examples: [], note: null }]
      : [],
  )
}

/** Cohorts that all held one request went through the shared worker, and shared nothing. */
function unbatched(growth: Growth): EvidenceItem[] {
  const cohorts = growth.get('cohorts_total') ?? 0
  if (cohorts <= 0 || growth.get('batched_cohorts_total') !== 0) return []
  const note = 'none of these cohorts held more than one request'
  return [{ kind: 'mention', source: 'info', alternative: 'cohorts_total grew', count: cohorts, examples: [], note }]
}

function kindOf(implementation: string): EvidenceItem['kind'] {
  if (/fallback/i.test(implementation)) return 'fallback'
  return /native|paged/i.test(implementation) ? 'path' : 'mention'
}

function item(kind: EvidenceItem['kind'], alternative: string, count: number): EvidenceItem {
  const note = kind === 'mention' ? 'neither the claimed path nor a fallback by its name' : null
  return { kind, source: 'decode_telemetry', alternative, count, examples: [], note }
}
