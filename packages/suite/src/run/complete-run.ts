import { join } from 'node:path'
import { benchmarkSummaryFile } from '@sagellm-benchmark/protocol-types/artifacts'
import type { ResumeState } from '@sagellm-benchmark/runner'
import { readJsonFile } from '../files/read-json-file.js'

/**
 * Whether nothing of a run is left to do: its summary is there, no signal ended it, and, where it asks for a number of requests, each
 * has its record. To go on with such a run would only replace what it says of itself.
 */
export async function isCompleteRun(folder: string, { plan, finishedByWorkload }: ResumeState): Promise<boolean> {
  if (await lacksSummary(folder)) return false
  if (plan.stop.durationSeconds !== null) return true
  // A session that failed never sends the rest of its turns.
  return plan.workloads.every(
    ({ name, requests, sessions }) => sessions != null || (finishedByWorkload.get(name) ?? 0) >= requests * plan.rounds,
  )
}

async function lacksSummary(folder: string): Promise<boolean> {
  const path = join(folder, 'benchmark_summary.json')
  try {
    return benchmarkSummaryFile.parse(await readJsonFile(path), path).flags.includes('interrupted')
  } catch {
    // One that cannot be read is written anew.
    return true
  }
}
