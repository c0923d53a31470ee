import { BenchError } from '@sagellm-benchmark/protocol-types'
import type { BenchmarkSummary } from '@sagellm-benchmark/protocol-types/artifacts'
import type { RunHeader } from '@sagellm-benchmark/reporters'

/**
 * Who, when and how of a run, as its summary holds it.
 *
 * @throws BenchError `not_implemented` for a summary of the Python original, which says less.
 */
export function headerOfSummary(summary: Omit<BenchmarkSummary, 'schemaVersion' | 'workloads' | 'overall'>): RunHeader {
  const { runId, createdAt, toolVersion, target, seed, simulated } = summary
  if (runId === null || createdAt === null || target === null || seed === null)
    throw new BenchError('not_implemented', 'the summary is of the Python original, which keeps no records', {
      hint: 'verify the folder of a run of this program',
    })
  return { ...summary, runId, createdAt, toolVersion: toolVersion ?? '', target, seed, simulated: simulated === true }
}
