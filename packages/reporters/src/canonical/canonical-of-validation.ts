import { CanonicalResult, type RuntimeConsistency } from '@sagellm-benchmark/protocol-types/canonical'
import type { ValidationSummary } from '@sagellm-benchmark/protocol-types/validation'
import { stableId } from '../entries/stable-id.js'
import { type ComparisonSource, groupId, resultId } from './canonical-of-comparison.js'
import { producer, relations, servingMode } from './canonical-of-run.js'
import { hardwareFamily as familyNamed } from './hardware-family.js'

/** The verdicts of a convergence run as a `validation_report` of its comparison. */
export function canonicalOfConvergence(summary: ValidationSummary, source: ComparisonSource): CanonicalResult {
  const { captures, environment } = source
  const group = groupId(source)
  return CanonicalResult.parse({
    schemaVersion: 'canonical-benchmark-result/v2',
    artifactKind: 'validation_report',
    artifactId: stableId(`${group}|validation`),
    producedAt: summary.createdAt,
    producer: producer(environment.tool.version, { command: summary.command, subcommand: 'convergence' }),
    provenance: {
      sourceMode: 'validation',
      simulate: summary.flags.includes('simulated'),
      capturedAt: summary.createdAt,
      parents: [group],
    },
    model: { name: summary.model },
    validation: {
      evidence: {
        evidenceGaps: summary.targets.flatMap(({ label, evidenceGaps }) =>
          evidenceGaps.map((gap) => `${label}: ${gap}`),
        ),
      },
      claims: summary.verdicts.map(({ target, claim, verdict, reason }) => ({ target, claim, verdict, reason })),
    },
    artifacts: { primaryJson: 'validation_summary.json', markdown: 'VALIDATION.md', supporting: [] },
    relations: relations({
      compareGroupId: group,
      parentArtifactIds: [group],
      targetArtifactIds: captures.map(({ file }) => resultId(file)),
    }),
  })
}

type ConsistencySource = {
  readonly found: RuntimeConsistency
  /** Name of the file that holds it. */
  readonly file: string
  /** ISO 8601, UTC. */
  readonly producedAt: string
  readonly toolVersion: string
  readonly command: string | null
}

/** What the validation of one server found, as a `validation_report`. */
export function canonicalOfConsistency({
  found,
  file,
  producedAt,
  toolVersion,
  command,
}: ConsistencySource): CanonicalResult {
  const { label, url, model, hardwareFamily, schemaVersion, passed, findings, observed } = found
  return CanonicalResult.parse({
    schemaVersion: 'canonical-benchmark-result/v2',
    artifactKind: 'validation_report',
    artifactId: stableId(`${producedAt}|${label}|${url}|consistency`),
    producedAt,
    producer: producer(toolVersion, { command, subcommand: 'validate-serving-consistency' }),
    provenance: { sourceMode: 'validation', capturedAt: producedAt, endpointUrl: url, tags: [label] },
    ...(hardwareFamily === null
      ? {}
      : { hardware: familyNamed({ vendor: 'Unknown' }, { given: hardwareFamily, inProcess: false }) }),
    engine: { name: label, servingMode: servingMode(url), model, endpoint: { base_url: url, health_checked: true } },
    model: { name: model },
    validation: { runtimeConsistency: { present: true, schemaVersion, passed, findings } },
    telemetry: {
      runtimeInfo: { present: observed['runtime_diagnostics'] !== undefined },
      coreDecode: decodeOf(observed),
    },
    artifacts: { primaryJson: file, markdown: null, supporting: [] },
    relations: relations({}),
  })
}

function decodeOf(observed: RuntimeConsistency['observed']) {
  const {
    step_records: steps,
    batch_sizes: sizes,
    selected_implementations: ran,
    selected_operator_packs: packs,
  } = observed
  if (typeof steps !== 'number' || steps === 0) return { present: false }
  return {
    present: true,
    stepRecords: steps,
    batchSizes: sizes,
    selectedImplementations: ran,
    selectedOperatorPacks: packs,
  }
}
