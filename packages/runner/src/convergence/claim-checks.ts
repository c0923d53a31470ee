import { figuresIn } from '@sagellm-benchmark/protocol-types/metrics'
import type { EvidenceClaim } from '@sagellm-benchmark/protocol-types/evidence'

/** The result fields of the convergence profile, by the names of the files that hold them. */
export const resultFields: readonly string[] = [
  ...figuresIn('row').map(({ name }) => name),
  'shared_stream_markers.hits',
  'paged_path_markers.hits',
  'block_table_markers.hits',
]

const deciding = figuresIn('claim_decides').map(({ name }) => name)
const better = `${deciding.join(' or ')} has to be better than the baseline’s`
const none = deciding.length === 2 ? 'neither' : 'none'

/** What each claim says and what would show it, in words for a report. */
export const claimChecks: Readonly<Record<EvidenceClaim, string>> = {
  shared_stream_concurrent_batching: `requests that are released together share the decode steps of one stream. At batch sizes from 2 on, ${better}, and a shared-stream marker or a decode step of two or more sequences has to have appeared during the run`,
  paged_or_native_path_usage: `attention runs on paged memory or on a native kernel, and not on the fallback. ${better} with ${none} of them worse, and a line or decode step of the run has to name a paged or native implementation; a line that names a fallback shows the fallback`,
  formal_block_table_usage: `block tables that the scheduler made reach the execution of the model. ${better} with ${none} of them worse, and a line or decode step of the run has to carry block tables, slot mapping or context lengths`,
}
