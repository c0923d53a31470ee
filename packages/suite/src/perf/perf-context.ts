import { collectEnvironment } from '@sagellm-benchmark/probes'
import type { EnvironmentManifest } from '@sagellm-benchmark/protocol-types/artifacts'
import { type ResolvedIo, secretsOf } from '../io.js'
import { commandText } from '../text/command-text.js'
import { version } from '../version.js'

/** What both kinds of result file say of their origin. */
export type PerfContext = {
  readonly createdAt: string
  readonly toolVersion: string
  readonly machine: string
  readonly machineId: string | null
  readonly seed: number
  readonly command: string | null
}

/** Looks at the machine before anything is measured. */
export async function perfContext(seed: number, io: ResolvedIo): Promise<PerfContext> {
  const environment = await collectEnvironment({
    tool: { name: 'sagellm-benchmark', version },
    commandLine: [...io.words],
    secrets: secretsOf(io),
    seed,
    clock: io.clock,
    workingFolder: io.cwd,
  })
  return {
    createdAt: new Date(io.clock.unixMs()).toISOString(),
    toolVersion: version,
    machine: describeMachine(environment),
    machineId: environment.machine,
    seed,
    command: commandText(io),
  }
}

/** `AMD EPYC, 2 cores, Debian GNU/Linux 12 x64, Node 20.20.2` */
function describeMachine({ cpu, os, runtime }: EnvironmentManifest): string {
  const cores = cpu.logicalCores === null ? null : `${cpu.logicalCores} cores`
  const system = `${os.name ?? os.platform} ${os.architecture}`
  const program = `${runtime.name} ${runtime.version}`
  return [cpu.model, cores, system, program].filter((each) => each !== null && each !== '').join(', ')
}
