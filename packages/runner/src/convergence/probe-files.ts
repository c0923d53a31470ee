import type { TargetObservation } from '@sagellm-benchmark/probes'
import type { TargetArtifacts } from '@sagellm-benchmark/protocol-types/validation'
import { type EndpointSnapshot, endpointSnapshotFile, logProbeFile } from '@sagellm-benchmark/protocol-types/evidence'
import { resourceTelemetryFile, serverTelemetryFile } from '@sagellm-benchmark/protocol-types/telemetry'

/** A file to be written, by its name under the output folder. */
export type TextFile = { readonly name: string; readonly text: string }

export type ProbeFiles = { readonly files: readonly TextFile[]; readonly artifacts: TargetArtifacts }

/** Names of the files that hold the surfaces of one target, and its log, in the folder itself. */
export function surfaceFiles(stem: string) {
  return {
    infoJson: `${stem}_info.json`,
    modelsJson: `${stem}_models.json`,
    metricsProm: `${stem}_metrics.prom`,
    logProbeJson: `${stem}_log_probe.json`,
  }
}

/**
 * What the probes saw of one target, as files: the surfaces as they were after the run under the names that the
 * convergence profile always had, and under `probes/` everything that the evidence was read from.
 *
 * @param stem - the target's label as part of a file name; never a path.
 */
export function probeFiles(stem: string, observation: TargetObservation | null): ProbeFiles {
  const files: TextFile[] = []
  const add = (name: string, text: string | null): string | null => {
    if (text === null) return null
    files.push({ name, text })
    return name
  }
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`
  const { before = null, after = null, logProbe = null } = observation ?? {}
  const names = surfaceFiles(stem)
  const artifacts: TargetArtifacts = {
    targetJson: `${stem}.json`,
    targetMarkdown: `${stem}.md`,
    infoJson: add(names.infoJson, withLineEnd(bodyOf(after, 'info'))),
    modelsJson: add(names.modelsJson, withLineEnd(bodyOf(after, 'models'))),
    metricsProm: add(names.metricsProm, metricsPage(after)),
    logProbeJson: add(names.logProbeJson, logProbe && json(logProbeFile.serialize(logProbe))),
    infoBeforeJson: add(`probes/${stem}_info_before.json`, withLineEnd(bodyOf(before, 'info'))),
    metricsBeforeProm: add(`probes/${stem}_metrics_before.prom`, metricsPage(before)),
    snapshotBeforeJson: add(`probes/${stem}_before.json`, before && json(endpointSnapshotFile.serialize(before))),
    snapshotAfterJson: add(`probes/${stem}_after.json`, after && json(endpointSnapshotFile.serialize(after))),
    serverTelemetryJson: add(
      `probes/${stem}_server_telemetry.json`,
      observation && json(serverTelemetryFile.serialize(observation.telemetry)),
    ),
    resourcesJson: add(
      `probes/${stem}_resources.json`,
      observation && json(resourceTelemetryFile.serialize(observation.resources)),
    ),
  }
  return { files, artifacts }
}

/** Prometheus text where the engine has it beside JSON. */
function metricsPage(snapshot: EndpointSnapshot | null): string | null {
  return bodyOf(snapshot, 'prometheus-metrics') ?? bodyOf(snapshot, 'metrics')
}

function bodyOf(snapshot: EndpointSnapshot | null, surface: string): string | null {
  return snapshot?.surfaces.find((each) => each.surface === surface)?.body ?? null
}

function withLineEnd(text: string | null): string | null {
  return text && `${text}\n`
}
