import type { ComparisonFile, ValidationSummary } from '@sagellm-benchmark/protocol-types/comparison'
import { validationSummaryFile } from '@sagellm-benchmark/protocol-types/comparison'
import { buildValidation, type ValidatedTarget } from './build-validation.js'
import { probeFiles, type TextFile } from './probe-files.js'
import type { ConvergenceRun } from './run-convergence.js'

export type ConvergenceFiles = {
  readonly summary: ValidationSummary
  /** `validation_summary.json` and what the probes saw; `VALIDATION.md` is the report of the summary. */
  readonly files: readonly TextFile[]
}

/**
 * The artifacts that a convergence run adds to those of its comparison.
 *
 * @param comparison - as it is written, with the command line.
 * @param stems - file names of the targets, in their order: `<stem>.json` is what the comparison wrote.
 */
export function convergenceFiles(
  run: ConvergenceRun,
  { comparison, stems }: { readonly comparison: ComparisonFile; readonly stems: readonly string[] },
): ConvergenceFiles {
  const files: TextFile[] = []
  const targets = run.targets.map(({ target, observation }, at): ValidatedTarget => {
    const { label } = target.endpoint
    const probed = probeFiles(stems[at] ?? label, observation)
    files.push(...probed.files)
    return {
      label,
      evidence: observation?.evidence ?? null,
      logProbe: observation?.logProbe ?? null,
      serverChecks: run.serverChecks.get(label) ?? null,
      artifacts: probed.artifacts,
    }
  })
  const summary = buildValidation(comparison, targets)
  const text = `${JSON.stringify(validationSummaryFile.serialize(summary), null, 2)}\n`
  return { summary, files: [...files, { name: 'validation_summary.json', text }] }
}
