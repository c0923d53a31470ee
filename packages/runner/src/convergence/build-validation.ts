import { convergenceVerdict } from '@sagellm-benchmark/metrics/verdicts'
import { assessEvidence, claimRules } from '@sagellm-benchmark/probes'
import type { ComparisonFile } from '@sagellm-benchmark/protocol-types/comparison'
import { placedValues } from '@sagellm-benchmark/protocol-types/metrics'
import type {
  ClaimVerdict,
  ServerChecks,
  TargetArtifacts,
  ValidationSummary,
  ValidationTarget,
} from '@sagellm-benchmark/protocol-types/validation'
import type { LogProbe, TargetEvidence } from '@sagellm-benchmark/protocol-types/evidence'
import { type FlagName, flagsWhere } from '@sagellm-benchmark/protocol-types/records'
import { claimChecks, resultFields } from './claim-checks.js'

/** What the probes say of one target of a comparison. */
export type ValidatedTarget = {
  readonly label: string
  /** `null` where nothing was observed; then every probe is a gap. */
  readonly evidence: TargetEvidence | null
  readonly logProbe: LogProbe | null
  readonly serverChecks: ServerChecks | null
  readonly artifacts: TargetArtifacts
}

/**
 * `validation_summary.json`: the comparison and the path evidence of its targets joined into a verdict for each claim about
 * each candidate. Pure, so that the same files give the same summary again.
 *
 * @example buildValidation(comparison, targets).verdicts[0]?.verdict // 'converged'
 */
export function buildValidation(comparison: ComparisonFile, targets: readonly ValidatedTarget[]): ValidationSummary {
  const evidenceOf = new Map(comparison.targets.map(({ label }) => [label, evidenceFor(label, targets)]))
  const candidates = comparison.targets.filter(({ label }) => label !== comparison.baseline)
  const simulated = comparison.targets.some((each) => each.simulated)
  return {
    schemaVersion: 1,
    profile: 'convergence',
    baseline: comparison.baseline,
    model: comparison.model,
    batchSizes: comparison.batchSizes,
    resultFields: [...resultFields],
    validationChecks: { ...claimChecks },
    targets: comparison.targets.map((compared): ValidationTarget => {
      const own = targets.find(({ label }) => label === compared.label)
      return {
        ...(evidenceOf.get(compared.label) as TargetEvidence),
        url: compared.url,
        summary: {
          ...placedValues('row', compared),
          total_rows: compared.rows.length,
        },
        deltaVsBaseline: compared.deltaVsBaseline,
        serverChecks: own?.serverChecks ?? null,
        artifacts: own?.artifacts ?? noArtifacts,
        logProbe: own?.logProbe ?? null,
      }
    }),
    verdicts: candidates.flatMap(({ label }) =>
      claimRules.map(({ claim }): ClaimVerdict => {
        const claimOf = (target: string) => evidenceOf.get(target)?.claims.find((each) => each.claim === claim) ?? null
        return convergenceVerdict({
          target: label,
          claim,
          verdicts: comparison.verdicts,
          evidence: claimOf(label),
          baselineEvidence: claimOf(comparison.baseline),
        })
      }),
    ),
    createdAt: comparison.createdAt,
    seed: comparison.seed,
    rounds: comparison.rounds,
    notices: comparison.notices,
    flags: [...new Set<FlagName>([...comparison.flags, ...flagsWhere({ simulated: simulated })])],
    command: comparison.command,
  }
}

function evidenceFor(label: string, targets: readonly ValidatedTarget[]): TargetEvidence {
  const own = targets.find((each) => each.label === label)
  return own?.evidence ?? assessEvidence({ label, before: null, after: null, logProbe: own?.logProbe ?? null })
}

const noArtifacts: TargetArtifacts = {
  targetJson: null,
  targetMarkdown: null,
  infoJson: null,
  modelsJson: null,
  metricsProm: null,
  logProbeJson: null,
  infoBeforeJson: null,
  metricsBeforeProm: null,
  snapshotBeforeJson: null,
  snapshotAfterJson: null,
  serverTelemetryJson: null,
  resourcesJson: null,
}
