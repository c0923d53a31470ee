import { join } from 'node:path'
import type { ComparisonFile } from '@sagellm-benchmark/protocol-types/comparison'
import type { ValidationSummary } from '@sagellm-benchmark/protocol-types/validation'
import { canonicalFile } from '@sagellm-benchmark/protocol-types/canonical'
import { readArtifact, renderReport } from '@sagellm-benchmark/reporters'
import { type CapturedTarget, canonicalOfConvergence } from '@sagellm-benchmark/reporters/entries'
import { readJournal, writeFileAtomic } from '@sagellm-benchmark/runner'
import { writeNamedFile } from '@sagellm-benchmark/runner/output'
import { convergenceFiles } from '@sagellm-benchmark/runner/convergence'
import type { MeasuredComparison } from '../compare/measure-comparison.js'
import { writeComparison } from '../compare/write-comparison.js'
import { convergenceFileNames } from './file-names.js'

export type ConvergenceFolder = {
  readonly measured: MeasuredComparison
  readonly comparison: ComparisonFile
  readonly captures: readonly CapturedTarget[]
  /** How to measure it again, as a script. */
  readonly reproduce: string | null
  /** @default null: nobody said */
  readonly hardwareFamily?: string | null
}

/** Names and patterns of what stands beside the files of the comparison, for `createRunFolder`. */
export const convergenceArtifacts: readonly (string | RegExp)[] = [
  ...convergenceFileNames,
  /_info\.json$/,
  /_models\.json$/,
  /_metrics\.prom$/,
  /_log_probe\.json$/,
]

/** Writes all artifacts of a convergence run. */
export async function writeConvergence(content: ConvergenceFolder): Promise<ValidationSummary> {
  const { measured, comparison, captures, reproduce, hardwareFamily = null } = content
  const { folder, stems, result, environment } = measured
  const source = { comparison, captures, environment, hardwareFamily, subcommand: 'convergence' as const }
  await writeComparison({ folder, reproduce, ...source })
  const { summary, files } = await convergenceFiles({
    comparison,
    targets: result.targets,
    stems,
    records: readJournal(join(folder, 'records.jsonl')),
  })
  for (const { name, text } of files) await writeNamedFile(join(folder, name), text)
  const json = files.find(({ name }) => name === 'validation_summary.json')?.text ?? ''
  await writeFileAtomic(join(folder, 'VALIDATION.md'), await validationReport(JSON.parse(json)))
  const report = JSON.stringify(canonicalFile.serialize(canonicalOfConvergence(summary, source)), null, 2)
  await writeFileAtomic(join(folder, 'validation.canonical.json'), `${report}\n`)
  return summary
}

/** `VALIDATION.md`: the report of the summary and of nothing else, so that it can be made again. */
export function validationReport(summaryJson: unknown): Promise<string> {
  return renderReport({ input: readArtifact(summaryJson, 'validation_summary.json'), format: 'markdown' })
}
