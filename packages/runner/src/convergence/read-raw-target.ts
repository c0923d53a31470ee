import { assessEvidence } from '@sagellm-benchmark/probes'
import { captureFile } from '@sagellm-benchmark/protocol-types/comparison'
import type { ValidationTarget } from '@sagellm-benchmark/protocol-types/validation'
import { endpointSnapshotFile, logProbeFile } from '@sagellm-benchmark/protocol-types/evidence'
import { resourceTelemetryFile, serverTelemetryFile } from '@sagellm-benchmark/protocol-types/telemetry'
import type { FolderReader } from './folder-reader.js'
import { patternsOf } from './patterns-of.js'
import { probeFiles } from './probe-files.js'

/** What a folder holds of one target, and its evidence read out of it again. */
export type RawTarget = Awaited<ReturnType<typeof readRawTarget>>

/** Reads the files that a summary names for one target; what cannot be read is `null` and remembered by the reader. */
export async function readRawTarget(target: ValidationTarget, reader: FolderReader) {
  const { label, artifacts } = target
  const value = async <V>(name: string | null, kind: { parse(json: unknown, source: string): V }) =>
    (await reader.artifact(name, kind))?.value ?? null
  const capture = await reader.artifact(artifacts.targetJson, captureFile)
  const before = await value(artifacts.snapshotBeforeJson, endpointSnapshotFile)
  const after = await value(artifacts.snapshotAfterJson, endpointSnapshotFile)
  const logProbe = await value(artifacts.logProbeJson, logProbeFile)
  const telemetry = await value(artifacts.serverTelemetryJson, serverTelemetryFile)
  const resources = await value(artifacts.resourcesJson, resourceTelemetryFile)

  const patterns = patternsOf(target.runtimeSurfaceMarkers)
  const evidence = assessEvidence({ label, before, after, logProbe, patterns })
  const snapshots = before && after ? { before, after } : null
  const stem = (artifacts.targetJson ?? '').replace(/\.json$/, '')
  const again = probeFiles(
    stem,
    snapshots && telemetry && resources ? { ...snapshots, telemetry, resources, logProbe, evidence } : null,
  )
  const { infoJson, modelsJson, metricsProm, infoBeforeJson, metricsBeforeProm } = again.artifacts
  const copied = [infoJson, modelsJson, metricsProm, infoBeforeJson, metricsBeforeProm]
  return {
    capture,
    snapshots,
    logProbe,
    telemetry,
    evidence,
    artifacts: again.artifacts,
    /** Surfaces that stand once more in files of their own, as those must be. */
    copies: again.files.filter(({ name }) => copied.includes(name)),
  }
}
