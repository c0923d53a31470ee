import { join } from 'node:path'
import { sweepFindings } from '@sagellm-benchmark/metrics/sweeps'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import { type BenchmarkSummary, benchmarkSummaryFile } from '@sagellm-benchmark/protocol-types/artifacts'
import { type SweepFile, sweepFile, type SweepPlan, type SweepPoint } from '@sagellm-benchmark/protocol-types/sweeps'
import { writeFileAtomic } from '@sagellm-benchmark/runner'
import { readJsonFile } from '../files/read-json-file.js'
import type { ResolvedIo } from '../io.js'
import { openResult } from '../report/open-result.js'
import { renderResult } from '../report/render-result.js'
import { commandText } from '../text/command-text.js'
import { version } from '../version.js'

/** What `writeSweep` writes. */
export const sweepArtifacts = ['sweep.json', 'REPORT.md', 'report.html'] as const

type Content = {
  readonly plan: SweepPlan
  readonly planned: number
  /** At least one. */
  readonly points: readonly SweepPoint[]
  readonly html: boolean
  readonly io: ResolvedIo
}

/** Writes what a sweep came to, and the report of it. */
export async function writeSweep(folder: string, { plan, planned, points, html, io }: Content): Promise<SweepFile> {
  const { target, model, simulated, notices } = await summaryOf(folder, points)
  if (target === null) throw new BenchError('internal', 'the summary of a point has no target')
  const sweep: SweepFile = {
    ...({ schemaVersion: 1, kind: 'sweep' } as const),
    createdAt: new Date(io.clock.unixMs()).toISOString(),
    toolVersion: version,
    ...{ target, model, simulated: simulated === true },
    ...{ seed: plan.seed, gpus: plan.gpus, planned, points: [...points] },
    ...sweepFindings(points),
    ...{ notices, command: commandText(io) },
  }
  await writeFileAtomic(join(folder, 'sweep.json'), `${JSON.stringify(sweepFile.serialize(sweep), null, 2)}\n`)
  const result = await openResult(join(folder, 'sweep.json'))
  await writeFileAtomic(join(folder, 'REPORT.md'), await renderResult(result, { format: 'markdown' }))
  if (html) await writeFileAtomic(join(folder, 'report.html'), await renderResult(result, { format: 'html' }))
  return sweep
}

/** Who was measured, as the last point says. */
async function summaryOf(folder: string, points: readonly SweepPoint[]): Promise<BenchmarkSummary> {
  const path = join(folder, 'points', points.at(-1)?.id ?? '', 'benchmark_summary.json')
  return benchmarkSummaryFile.parse(await readJsonFile(path), path)
}
