import { join } from 'node:path'
import type { CapacityStanding, SearchedLimit } from '@sagellm-benchmark/metrics/sweeps'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import { type BenchmarkSummary, benchmarkSummaryFile } from '@sagellm-benchmark/protocol-types/artifacts'
import {
  type CapacityEnd,
  type CapacityFile,
  capacityFile,
  type CapacityLine,
  type CapacityPlan,
  type ProbedLoad,
} from '@sagellm-benchmark/protocol-types/sweeps'
import { writeFileAtomic } from '@sagellm-benchmark/runner'
import { readJsonFile } from '../files/read-json-file.js'
import type { ResolvedIo } from '../io.js'
import { openResult } from '../report/open-result.js'
import { renderResult } from '../report/render-result.js'
import { commandText } from '../text/command-text.js'
import { version } from '../version.js'
import { endMessage } from './end-message.js'

/** What `writeCapacity` writes. */
export const capacityArtifacts = ['capacity.json', 'REPORT.md', 'report.html'] as const

type FoundCapacity = {
  readonly plan: Pick<CapacityPlan, 'question'>
  readonly limits: readonly SearchedLimit[]
  /** At least one. */
  readonly lines: readonly CapacityLine[]
  readonly standing: CapacityStanding
  readonly ended: CapacityEnd
}

type Content = FoundCapacity & { readonly html: boolean; readonly io: ResolvedIo }

/** Writes what a search came to, and the report of it. */
export async function writeCapacity(folder: string, { html, io, ...found }: Content): Promise<CapacityFile> {
  const { target, model, simulated, notices } = await summaryOf(folder, found.lines)
  if (target === null) throw new BenchError('internal', 'the summary of a measurement has no target')
  const capacity: CapacityFile = {
    ...({ schemaVersion: 1, kind: 'capacity' } as const),
    createdAt: new Date(io.clock.unixMs()).toISOString(),
    toolVersion: version,
    ...{ target, model, simulated: simulated === true, notices, command: commandText(io) },
    ...capacityFound(found),
  }
  await writeFileAtomic(join(folder, 'capacity.json'), `${JSON.stringify(capacityFile.serialize(capacity), null, 2)}\n`)
  const result = await openResult(join(folder, 'capacity.json'))
  await writeFileAtomic(join(folder, 'REPORT.md'), await renderResult(result, { format: 'markdown' }))
  if (html) await writeFileAtomic(join(folder, 'report.html'), await renderResult(result, { format: 'html' }))
  return capacity
}

/** What follows from the measurements of a search. */
export function capacityFound({ plan: { question }, limits, lines, standing, ended }: FoundCapacity) {
  const { low, high, estimate } = standing
  const probes = standing.levels.map((level) => probeOf(level, limits))
  return {
    ...{ question, low, high, estimate, ended },
    precisionReached: low === null || high === null ? null : high / low - 1,
    message: endMessage({ low, high, estimate, ended, question, probes }),
    seconds: lines.reduce((sum, { visit }) => sum + visit.seconds, 0),
    probes,
    points: lines.map(({ point }) => point),
  }
}

function probeOf(level: CapacityStanding['levels'][number], limits: readonly SearchedLimit[]): ProbedLoad {
  const { load, visits, requests, verdict, withheld } = level
  return {
    ...{ load, requests, visits: visits.length, verdict: withheld ? 'withheld' : verdict },
    seconds: visits.reduce((sum, { seconds }) => sum + seconds, 0),
    overloaded: visits.some(({ overloaded }) => overloaded),
    limits: limits.map(({ text, allowed }, at) => ({
      ...{ limit: text, allowed },
      verdict: level.limits[at]?.verdict ?? 'undecided',
      value: level.limits[at]?.value ?? null,
    })),
    reasons: [...new Set(visits.flatMap((visit) => visit.withheld))],
  }
}

/** Who was measured, as the last measurement says. */
async function summaryOf(folder: string, lines: readonly CapacityLine[]): Promise<BenchmarkSummary> {
  const path = join(folder, 'points', lines.at(-1)?.point.id ?? '', 'benchmark_summary.json')
  return benchmarkSummaryFile.parse(await readJsonFile(path), path)
}
