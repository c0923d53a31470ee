import { BenchError } from '@sagellm-benchmark/protocol-types'
import type { EnvironmentManifest } from '@sagellm-benchmark/protocol-types/artifacts'
import type { Figure } from '@sagellm-benchmark/protocol-types/metrics'
import { readArtifact } from '@sagellm-benchmark/reporters'
import type { ForeignResult } from './foreign-result.js'
import type { MeasuredPoint } from './measured-point.js'
import { aiperf } from './points-of-aiperf.js'
import { areEntries, pointsOfEntries } from './points-of-entries.js'
import { guidellm } from './points-of-guidellm.js'
import { pointsOfOurs } from './points-of-ours.js'
import { vllmOffline, vllmServe } from './points-of-vllm.js'

/** Result files of other programs. */
const foreignResults: readonly ForeignResult[] = [vllmServe, aiperf, guidellm, vllmOffline]

export type ReadPointsOptions = {
  /** The file, and of a git history the commit, for messages and reports. */
  readonly source: string
  /** Name of the file. */
  readonly name: string
  /** What lies beside the file. */
  readonly environment: EnvironmentManifest | null
  /** That are read from files of ours. */
  readonly figures: readonly Figure[]
}

/** What a file says, and the parts of it that could not be read. */
export type ReadPoints = { readonly points: readonly MeasuredPoint[]; readonly unreadable: readonly string[] }

/**
 * The measurements of a result file: ours, the Python original's, a leaderboard's, or those of vLLM, AIPerf and GuideLLM.
 *
 * @throws BenchError `corrupt_data` for any other file.
 */
export function readPoints(json: unknown, { source, name, environment, figures }: ReadPointsOptions): ReadPoints {
  if (areEntries(json)) return pointsOfEntries(json, source)
  const foreign = typeof json === 'object' && json !== null ? json : {}
  const result = foreignResults.find((each) => each.recognises(foreign))
  if (result)
    return {
      points: result
        .points(foreign, { stem: stemOf(name) })
        .map((each) => ({ url: null, ...each, tool: result.tool, source })),
      unreadable: [],
    }
  const points = pointsOfOurs(readArtifact(json, source), { environment, figures })
  if (points === null)
    throw new BenchError('corrupt_data', `${source} holds no measurement that has a history`, {
      hint: 'give results of run, perf, compare, sweep or readiness, leaderboard entries, or results of vLLM, AIPerf or GuideLLM',
    })
  return { points, unreadable: [] }
}

/** `latency_llama8B_tp1-20260102-030405.json` and the same of another day are one name. */
function stemOf(name: string): string {
  const stem = name
    .replace(/\.json$/i, '')
    .replace(/\d{4}-?\d{2}-?\d{2}([-_T]?\d{2}-?\d{2}(-?\d{2})?Z?)?/g, '')
    .replace(/[-_. ](run)?\d+$/i, '')
  return stem.replace(/^[-_. ]+|[-_. ]+$/g, '').replace(/[-_. ]{2,}/g, '-') || 'result'
}
