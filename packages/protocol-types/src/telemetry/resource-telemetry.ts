import { z } from 'zod'
import { defineArtifact } from '../json/artifact.js'
import { EvidenceGap } from '../evidence/evidence-gap.js'
import { GaugeSummary } from './server-telemetry.js'

/** `<label>_resources.json`: memory, CPU and devices of a local target through the run. What the machine does not have is left out. */
export const ResourceTelemetry = z.object({
  schemaVersion: z.literal(1),
  label: z.string(),
  intervalMs: z.number(),
  devices: z.array(
    z.object({
      /** Probe that read it: `process`, `nvidia-smi`, `npu-smi`. */
      probe: z.string(),
      /** `pid 4711`, `gpu 0`, `npu 0.0`. */
      device: z.string(),
      /** By quantity, with its unit in the name: `resident_bytes`, `cpu_cores`, `utilization` (0 to 1), `power_w`. */
      quantities: z.record(z.string(), GaugeSummary),
    }),
  ),
  gaps: z.array(EvidenceGap).default([]),
})
export type ResourceTelemetry = z.infer<typeof ResourceTelemetry>

export const resourceTelemetryFile = defineArtifact({
  name: 'resource telemetry',
  version: 1,
  schema: ResourceTelemetry,
})
