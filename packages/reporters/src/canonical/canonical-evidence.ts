import type { CoreDecodeTelemetry } from '@sagellm-benchmark/protocol-types/canonical'
import type { TargetEvidence } from '@sagellm-benchmark/protocol-types/evidence'

/** What was seen of a target beside its answers. */
export type SeenOfTarget = {
  /** @default null: nobody looked */
  readonly evidence?: TargetEvidence | null
  /** Decode steps of its engine. @default null: it reports none, or nobody looked */
  readonly coreTelemetry?: CoreDecodeTelemetry | null
}

/** `validation.evidence` of a canonical result. */
export function evidencePart({ evidence = null }: SeenOfTarget) {
  if (evidence === null) return {}
  const { probeCoverage, runtimeSurfaceMarkers: markers, evidenceGaps } = evidence
  return {
    endpointIdentityProbe: probeCoverage.info || probeCoverage.models,
    metricsProbe: probeCoverage.metrics,
    logProbe: probeCoverage.logProbe,
    runtimeSurfaceMarkers: {
      sharedStreamHits: markers.sharedStreamMarkers.hits,
      pagedPathHits: markers.pagedPathMarkers.hits,
      blockTableHits: markers.blockTableMarkers.hits,
    },
    evidenceGaps,
  }
}

/** `telemetry` of a canonical result: what is not there says `present: false`. */
export function telemetryPart({ evidence = null, coreTelemetry = null }: SeenOfTarget) {
  const { info = false, logProbe = false } = evidence?.probeCoverage ?? {}
  return {
    runtimeInfo: { present: info },
    logProbe: { present: logProbe },
    coreDecode: coreTelemetry === null ? { present: false } : decodePart(coreTelemetry),
  }
}

function decodePart({ schemaVersion, summary }: CoreDecodeTelemetry) {
  const { stepRecords, batchSizes, selectedImplementations, selectedOperatorPacks } = summary
  return { present: true, schemaVersion, stepRecords, batchSizes, selectedImplementations, selectedOperatorPacks }
}
