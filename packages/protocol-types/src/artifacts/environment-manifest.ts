import { z } from 'zod'
import { defineArtifact } from '../json/artifact.js'

const text = z.string().nullable().default(null)
const number = z.number().nullable().default(null)
const count = z.int().nonnegative().nullable().default(null)
const name = z.string().default('unknown')

/**
 * `environment.json`: what a reader needs to judge whether two runs are comparable, and nothing that names a person or
 * opens a door. `null` = could not be read on this machine, or the
 * program that wrote the file did not look. Secrets are removed before they get here.
 */
export const EnvironmentManifest = z.object({
  schemaVersion: z.literal(1),
  tool: z.object({ name: z.string(), version: z.string() }),
  /** When the manifest was taken, i.e. before the first request: ISO 8601 in UTC, and Unix milliseconds. */
  startedAt: z.string(),
  startedAtUnixMs: z.number(),
  /** Installed version by package name; `null` for a package that is not installed. */
  packages: z.record(z.string(), text).default({}),
  cpu: unknownParts({
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
  memory: unknownParts({ totalBytes: count, availableBytes: count, limitBytes: count }),
  os: unknownParts({ platform: name, name: text, kernel: text, architecture: name }),
  runtime: unknownParts({ name, version: name, components: z.record(z.string(), z.string()).default({}) }),
  /** Which container or virtual machine this looks like, and what it was seen by. */
  container: unknownParts({ kind: text, hints: z.array(z.string()).default([]) }),
  /** The repository of the working folder; `null` where there is none. `dirty` looks at tracked files only. */
  git: z
    .object({ commit: z.string(), branch: text, dirty: z.boolean().nullable().default(null) })
    .nullable()
    .default(null),
  commandLine: z.array(z.string()).default([]),
  seed: z.int().nullable().default(null),
  clock: z.object({
    /** What stamps are taken with. */
    source: name,
    /** Unix time minus the monotonic reading: turns any stamp of the run into a time of day. */
    unixOffsetMs: z.number(),
    /** The clocksource of the kernel: `tsc`, `kvm-clock`, `hpet`, ... */
    kernelSource: text,
    /** Offsets of other clocks (worker threads) to the main one, ms, as the caller measured them. */
    offsetsMs: z.record(z.string(), z.number()).default({}),
  }),
  /** The same for two runs of one machine, otherwise meaningless: a keyed hash of the machine id, never the host's name. */
  machine: text,
  /** Environment variables that can change a result. The value only where it is a plain setting; `null` = set, not shown. */
  environmentVariables: z.record(z.string(), text).default({}),
})
export type EnvironmentManifest = z.infer<typeof EnvironmentManifest>

/** A group of facts that a file may lack as a whole: each is then unknown. */
function unknownParts<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.object(shape).prefault({} as never)
}

export const environmentFile = defineArtifact({ name: 'environment manifest', version: 1, schema: EnvironmentManifest })
