import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { ComparisonFile } from '@sagellm-benchmark/protocol-types/comparison'
import { type ValidationSummary, validationSummaryFile } from '@sagellm-benchmark/protocol-types/validation'
import type { ComparedCapture } from '../compare/run-comparison.js'
import { buildValidation, type ValidatedTarget } from './build-validation.js'
import { createClientTally } from './client-tally.js'
import { probeFiles, type TextFile } from './probe-files.js'

export type ConvergenceFilesOptions = {
  /** As it is written, with the command line. */
  readonly comparison: ComparisonFile
  readonly targets: readonly ComparedCapture[]
  /** File names of the targets, in their order: `<stem>.json` is what the comparison wrote. */
  readonly stems: readonly string[]
  /** All that were made, as the journal gives them. */
  readonly records: AsyncIterable<RequestRecord> | Iterable<RequestRecord>
}

export type ConvergenceFiles = {
  readonly summary: ValidationSummary
  /** `validation_summary.json` and what the probes saw; `VALIDATION.md` is the report of the summary. */
  readonly files: readonly TextFile[]
}

/** The artifacts that a convergence run adds to those of its comparison. */
export async function convergenceFiles(options: ConvergenceFilesOptions): Promise<ConvergenceFiles> {
  const { comparison, targets, stems } = options
  const tallies = new Map(targets.map(({ target }) => [target.endpoint.label, createClientTally()]))
  for await (const record of options.records) tallies.get(record.target)?.add(record)

  const files: TextFile[] = []
  const validated = targets.map(({ target, observation }, at): ValidatedTarget => {
    const { label } = target.endpoint
    const probed = probeFiles(stems[at] ?? label, observation)
    files.push(...probed.files)
    return {
      label,
      evidence: observation?.evidence ?? null,
      logProbe: observation?.logProbe ?? null,
      serverChecks: observation && (tallies.get(label)?.against(observation.telemetry) ?? null),
      artifacts: probed.artifacts,
    }
  })
  const summary = buildValidation(comparison, validated)
  const text = `${JSON.stringify(validationSummaryFile.serialize(summary), null, 2)}\n`
  return { summary, files: [...files, { name: 'validation_summary.json', text }] }
}
