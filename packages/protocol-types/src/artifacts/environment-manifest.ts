import { z } from 'zod'
import { defineArtifact } from '../json/artifact.js'

const text = z.string().nullable()
const number = z.number().nullable()
const count = z.int().nonnegative().nullable()

/**
 * `environment.json`: what a reader needs to judge whether two runs are comparable, and nothing that names a person or
 * opens a door. `null` = could not be read on this machine. Secrets are removed before they get here.
 */
export const EnvironmentManifest = z.object({
  schemaVersion: z.literal(1),
  tool: z.object({ name: z.string(), version: z.string() }),
  /** When the manifest was taken, i.e. before the first request: ISO 8601 in UTC, and Unix milliseconds. */
  startedAt: z.string(),
  startedAtUnixMs: z.number(),
  /** Installed version by package name; `null` for a package that is not installed. */
  packages: z.record(z.string(), text),
  cpu: z.object({
    model: text,
    logicalCores: count,
    physicalCores: count,
    /** Cores this process may run on, as the kernel lists them: `0-3,8`. */
    affinity: text,
    /** CPU time limit of the container in cores; `null` where there is none. */
    quotaCores: number,
    /** Frequency governor of the first core: `performance`, `powersave`, ... */
    governor: text,
  }),
  memory: z.object({ totalBytes: count, availableBytes: count, limitBytes: count }),
  os: z.object({ platform: z.string(), name: text, kernel: text, architecture: z.string() }),
  runtime: z.object({ name: z.string(), version: z.string(), components: z.record(z.string(), z.string()) }),
  /** Which container or virtual machine this looks like, and what it was seen by. */
  container: z.object({ kind: text, hints: z.array(z.string()) }),
  /** The repository of the working folder; `null` where there is none. `dirty` looks at tracked files only. */
  git: z.object({ commit: z.string(), branch: text, dirty: z.boolean().nullable() }).nullable(),
  commandLine: z.array(z.string()),
  seed: z.int().nullable(),
  clock: z.object({
    /** What stamps are taken with. */
    source: z.string(),
    /** Unix time minus the monotonic reading: turns any stamp of the run into a time of day. */
    unixOffsetMs: z.number(),
    /** The clocksource of the kernel: `tsc`, `kvm-clock`, `hpet`, ... */
    kernelSource: text,
    /** Offsets of other clocks (worker threads) to the main one, ms, as the caller measured them. */
    offsetsMs: z.record(z.string(), z.number()),
  }),
  /** The same for two runs of one machine, otherwise meaningless: a keyed hash of the machine id, never the host's name. */
  machine: text,
  /** Environment variables that can change a result. The value only where it is a plain setting; `null` = set, not shown. */
  environmentVariables: z.record(z.string(), text),
})
export type EnvironmentManifest = z.infer<typeof EnvironmentManifest>

export const environmentFile = defineArtifact({ name: 'environment manifest', version: 1, schema: EnvironmentManifest })
