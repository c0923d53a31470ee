import { redactCommandLine, collectEnvironment } from '@sagellm-benchmark/probes'
import type { Clock } from '@sagellm-benchmark/protocol-types'
import type { EnvironmentManifest } from '@sagellm-benchmark/protocol-types/artifacts'
import type { CommandIo } from '../../command/define-command.js'
import { version } from '../../version.js'
import type { PerfOptions } from './perf-options.js'

/** What both kinds of result file say of their origin. */
export type PerfContext = {
  readonly createdAt: string
  readonly toolVersion: string
  readonly machine: string
  readonly machineId: string | null
  readonly seed: number
  readonly command: string
}

/** Looks at the machine before anything is measured. */
export async function perfContext(
  options: PerfOptions,
  { io, clock, apiKey }: { readonly io: CommandIo; readonly clock: Clock; readonly apiKey: string | null },
): Promise<PerfContext> {
  const secrets = apiKey === null ? [] : [apiKey]
  const words = ['sagellm-benchmark', ...io.argv]
  const environment = await collectEnvironment({
    tool: { name: 'sagellm-benchmark', version },
    commandLine: words,
    secrets,
    seed: options.seed,
    clock,
    workingFolder: io.cwd,
  })
  return {
    createdAt: new Date(clock.unixMs()).toISOString(),
    toolVersion: version,
    machine: describeMachine(environment),
    machineId: environment.machine,
    seed: options.seed,
    command: shellLine(redactCommandLine(words, { secrets })),
  }
}

/** `AMD EPYC, 2 cores, Debian GNU/Linux 12 x64, Node 20.20.2` */
function describeMachine({ cpu, os, runtime }: EnvironmentManifest): string {
  const cores = cpu.logicalCores === null ? null : `${cpu.logicalCores} cores`
  const system = `${os.name ?? os.platform} ${os.architecture}`
  const program = `${runtime.name} ${runtime.version}`
  return [cpu.model, cores, system, program].filter((each) => each !== null && each !== '').join(', ')
}

function shellLine(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ')
}
