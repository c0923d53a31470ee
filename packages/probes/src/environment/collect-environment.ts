import { createHmac } from 'node:crypto'
import type { Clock } from '@sagellm-benchmark/protocol-types'
import { systemClock } from '@sagellm-benchmark/protocol-types'
import type { EnvironmentManifest } from '@sagellm-benchmark/protocol-types/artifacts'
import { redactCommandLine } from '@sagellm-benchmark/protocol-types/edge'
import { readContainer } from './container.js'
import { relevantVariables } from './environment-variables.js'
import { readGitState } from './git-state.js'
import { readCpu, readMemory } from './hardware.js'
import { type HostAccess, localHost } from './host-access.js'
import { packageVersions } from './package-versions.js'

export type CollectEnvironmentOptions = {
  /** The program that ran, with its real version. */
  readonly tool: { readonly name: string; readonly version: string }
  /** As started; secrets are removed here. @default process.argv without the interpreter */
  readonly commandLine?: readonly string[]
  /** Further values to remove from the command line, e.g. the key that came from the environment. @default [] */
  readonly secrets?: readonly string[]
  /** Names of packages whose installed version matters. @default [] */
  readonly packages?: readonly string[]
  /** From where packages are looked up, usually the caller's own folder. @default the working folder */
  readonly packagesFolder?: string
  /** Whose git state is recorded. @default the working folder */
  readonly workingFolder?: string
  /** @default null */
  readonly seed?: number | null
  /** @default the system clock */
  readonly clock?: Clock
  /** @default performance.now */
  readonly clockSource?: string
  /** Offsets of other clocks to `clock`, ms, by name. @default {} */
  readonly clockOffsetsMs?: Readonly<Record<string, number>>
  /** @default this machine */
  readonly host?: HostAccess
}

/**
 * The manifest of the machine and the run, for `environment.json`. What cannot be read is `null`; nothing throws, because
 * no benchmark should fail over its own description. Call it before the load starts: it may start `git`.
 *
 * @example await collectEnvironment({ tool: { name: 'sagellm-benchmark', version: '0.1.0' }, seed: 0 })
 */
export async function collectEnvironment(options: CollectEnvironmentOptions): Promise<EnvironmentManifest> {
  const { host = localHost(), clock = systemClock(), seed = null, secrets = [] } = options
  const workingFolder = options.workingFolder ?? process.cwd()
  const startedAtUnixMs = clock.unixMs()
  const unixOffsetMs = startedAtUnixMs - clock.now()

  const [cpu, memory, container, git, packages, osName, machineId, kernelSource] = await Promise.all([
    readCpu(host),
    readMemory(host),
    readContainer(host),
    readGitState(host, workingFolder),
    packageVersions(options.packages ?? [], { host, folder: options.packagesFolder ?? workingFolder }),
    host.readText('/etc/os-release'),
    host.readText('/etc/machine-id'),
    host.readText('/sys/devices/system/clocksource/clocksource0/current_clocksource'),
  ])

  return {
    schemaVersion: 1,
    tool: { ...options.tool },
    startedAt: new Date(startedAtUnixMs).toISOString(),
    startedAtUnixMs,
    packages,
    cpu,
    memory,
    os: {
      platform: host.platform,
      name: /^PRETTY_NAME="?([^"\n]+)/m.exec(osName ?? '')?.[1] ?? null,
      kernel: host.release || null,
      architecture: host.architecture,
    },
    runtime: runtimeOf(host.runtimeVersions),
    container,
    git,
    commandLine: redactCommandLine(options.commandLine ?? process.argv.slice(1), { secrets }),
    seed,
    clock: {
      source: options.clockSource ?? 'performance.now',
      unixOffsetMs,
      kernelSource: kernelSource?.trim() || null,
      offsetsMs: { ...options.clockOffsetsMs },
    },
    machine: machineMark(machineId),
    environmentVariables: relevantVariables(host.environment),
  }
}

/** Node, Bun and Deno all answer to `process.versions.node`; the other two also say who they are. */
function runtimeOf(versions: HostAccess['runtimeVersions']): EnvironmentManifest['runtime'] {
  const name = versions.bun ? 'bun' : versions.deno ? 'deno' : 'node'
  const components = Object.fromEntries(
    ['v8', 'uv', 'openssl'].flatMap((part) => (versions[part] ? [[part, versions[part]]] : [])),
  )
  return { name, version: versions[name] ?? 'unknown', components }
}

/** Keyed with the machine id itself, as its manual page asks: the id cannot be found from the mark, not even by guessing names. */
function machineMark(machineId: string | null): string | null {
  const id = machineId?.trim()
  if (!id) return null
  return createHmac('sha256', id).update('sagellm-benchmark machine mark').digest('hex').slice(0, 12)
}
