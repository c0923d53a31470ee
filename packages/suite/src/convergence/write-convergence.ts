import { join } from 'node:path'
import type { ComparisonFile } from '@sagellm-benchmark/protocol-types/comparison'
import type { ValidationSummary } from '@sagellm-benchmark/protocol-types/validation'
import { readArtifact, renderReport } from '@sagellm-benchmark/reporters'
import { readJournal, writeFileAtomic } from '@sagellm-benchmark/runner'
import { writeNamedFile } from '@sagellm-benchmark/runner/output'
import { convergenceFiles, writeChecksums } from '@sagellm-benchmark/runner/convergence'
import type { MeasuredComparison } from '../compare/measure-comparison.js'
import { writeComparison } from '../compare/write-comparison.js'
import { convergenceFileNames } from './file-names.js'

export type ConvergenceFolder = {
  readonly measured: MeasuredComparison
  readonly comparison: ComparisonFile
  /** How to measure it again, in one line and as a script. */
  readonly command: string | null
  readonly reproduce: string | null
}

/** Names and patterns of what stands beside the files of the comparison, for `createRunFolder`. */
export const convergenceArtifacts: readonly (string | RegExp)[] = [
  ...convergenceFileNames,
  /_info\.json$/,
  /_models\.json$/,
  /_metrics\.prom$/,
  /_log_probe\.json$/,
]

/** Writes all artifacts of a convergence run; the manifest comes last, over all of them. */
export async function writeConvergence(content: ConvergenceFolder): Promise<ValidationSummary> {
  const { measured, comparison, command, reproduce } = content
  const { folder, stems, result, environment } = measured
  await writeComparison({
    folder,
    comparison,
    captures: result.targets.map(({ file }, at) => ({ stem: stems[at] as string, file: { ...file, command } })),
    environment,
    reproduce,
  })
  const { summary, files } = await convergenceFiles({
    comparison,
    targets: result.targets,
    stems,
    records: readJournal(join(folder, 'records.jsonl')),
  })
  for (const { name, text } of files) await writeNamedFile(join(folder, name), text)
  const json = files.find(({ name }) => name === 'validation_summary.json')?.text ?? ''
  await writeFileAtomic(join(folder, 'VALIDATION.md'), await validationReport(JSON.parse(json)))
  await writeChecksums(folder)
  return summary
}

/** `VALIDATION.md`: the report of the summary and of nothing else, so that it can be made again. */
export function validationReport(summaryJson: unknown): Promise<string> {
  return renderReport({ input: readArtifact(summaryJson, 'validation_summary.json'), format: 'markdown' })
}
