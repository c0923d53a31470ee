import { CanonicalResult, type CoreDecodeTelemetry } from '@sagellm-benchmark/protocol-types/canonical'
import { stableId } from '../entries/stable-id.js'
import { telemetryPart } from './canonical-evidence.js'
import { relations } from './canonical-of-run.js'

/** The id of the telemetry that belongs to a result. */
export function telemetryId(resultId: string): string {
  return stableId(`${resultId}|core telemetry`)
}

/** The decode steps of a target as a `telemetry_capture` that refers to the result of the same measurement. */
export function canonicalOfTelemetry(
  result: CanonicalResult,
  { coreTelemetry, stem }: { readonly coreTelemetry: CoreDecodeTelemetry; readonly stem: string },
): CanonicalResult {
  const { producedAt, producer, provenance, hardware, engine, model, versions, relations: of } = result
  return CanonicalResult.parse({
    schemaVersion: 'canonical-benchmark-result/v2',
    artifactKind: 'telemetry_capture',
    artifactId: telemetryId(result.artifactId),
    ...{ producedAt, producer, hardware, engine, model, versions },
    provenance: { ...provenance, sourceMode: 'telemetry', parents: [result.artifactId] },
    telemetry: telemetryPart({ coreTelemetry }),
    artifacts: { primaryJson: `${stem}_core_telemetry.json`, markdown: null, supporting: [] },
    relations: relations({
      parentArtifactIds: [result.artifactId],
      compareGroupId: Array.isArray(of) ? null : of.compareGroupId,
    }),
  })
}
