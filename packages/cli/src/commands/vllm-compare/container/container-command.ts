import { mkdir, stat } from 'node:fs/promises'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import { fileError, shellLine } from '@sagellm-benchmark/protocol-types/edge'
import type { CommandIo, ExitCode } from '../../../command/define-command.js'
import { ascendContainer } from './ascend-container.js'
import type { Container } from './container.js'
import type { ContainerOptions } from './container-options.js'
import { cudaContainer } from './cuda-container.js'
import { configurationOf, inspect, mustRun, runArguments } from './docker.js'
import { isReady, untilReady } from './when-ready.js'

/** Starts, stops or shows the container that serves vLLM on this machine. */
export async function containerCommand(options: ContainerOptions, io: CommandIo): Promise<ExitCode> {
  const { action, hardware, dryRun } = options
  const container = hardware === 'cuda' ? cudaContainer(io) : ascendContainer(io)
  if (dryRun) {
    io.stdout.write(`${shellLine([...container.docker, ...argumentsOf(action, container)])}\n`)
    return 0
  }
  return actions[action](container, io)
}

/** What docker is called with, for a container that is not there yet. */
function argumentsOf(action: ContainerOptions['action'], container: Container): string[] {
  const { name, image } = container
  const of = {
    start: runArguments(container),
    stop: ['stop', name],
    status: ['container', 'inspect', name],
    logs: ['logs', '--tail', '200', name],
    pull: ['pull', image],
  }
  return of[action]
}

type Action = (container: Container, io: CommandIo) => Promise<ExitCode>

const actions: Readonly<Record<ContainerOptions['action'], Action>> = {
  start,
  async stop(container, io) {
    const known = await inspect(container, io)
    if (known?.running) await mustRun(container, argumentsOf('stop', container), { io })
    const was = known === null ? 'is not there' : known.running ? 'was stopped' : 'had stopped before'
    io.stdout.write(`${container.name} ${was}\n`)
    return 0
  },
  async status(container, io) {
    const known = await inspect(container, io)
    const ready = known?.running === true && (await isReady(container, io.signal))
    const is = known === null ? 'is not there' : known.running ? 'runs' : 'has stopped'
    io.stdout.write(`${container.name} ${is}; ${container.readyUrl} is ${ready ? '' : 'not '}ready\n`)
    return ready ? 0 : 1
  },
  async logs(container, io) {
    await mustRun(container, argumentsOf('logs', container), { io, shown: true })
    return 0
  },
  async pull(container, io) {
    await mustRun(container, argumentsOf('pull', container), { io, shown: true })
    return 0
  },
}

async function start(container: Container, io: CommandIo): Promise<ExitCode> {
  const { name } = container
  await prepare(container, io)
  const known = await inspect(container, io)
  if (known?.running) {
    if (known.configuration !== configurationOf(container)) throw otherContainer(container, known.configuration)
    io.stdout.write(`${name} runs already and is used as it is\n`)
  } else if (known && known.configuration === configurationOf(container)) {
    io.stdout.write(`${name} had stopped and is started again\n`)
    await mustRun(container, ['start', name], { io })
  } else {
    if (known) {
      if (known.configuration === null) throw otherContainer(container, null)
      io.stdout.write(`${name} had stopped and was made with other settings: it is made anew\n`)
      await mustRun(container, ['rm', name], { io })
    }
    io.stdout.write(`${shellLine([...container.docker, ...runArguments(container)])}\n`)
    await mustRun(container, runArguments(container), { io })
  }
  await untilReady(container, io)
  io.stdout.write(`ready: ${container.readyUrl.replace(/health$/, 'v1')}\n`)
  return 0
}

async function prepare({ folders, needed, docker, handedOn, guarding }: Container, io: CommandIo): Promise<void> {
  const lost = docker[0] === 'sudo' && !docker.some((word) => /^(-E|--preserve-env)/.test(word)) ? handedOn : []
  if (lost.length > 0) {
    const message = `sudo does not hand on ${lost.join(' and ')}`
    const hint = `set DOCKER_CMD='sudo -n --preserve-env=${handedOn.join(',')} docker'`
    if (lost.some((each) => guarding.includes(each))) throw new BenchError('invalid_argument', message, { hint })
    io.stderr.write(`${message}: the container starts without; ${hint}\n`)
  }
  for (const folder of needed) {
    const found = await stat(folder).catch((cause: unknown) => {
      throw fileError('read', folder, cause)
    })
    if (!found.isDirectory()) throw new BenchError('not_found', `${folder} is no folder`)
  }
  for (const folder of folders)
    await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
      throw fileError('write', folder, cause)
    })
}

function otherContainer({ name, docker }: Container, configuration: string | null): BenchError {
  const why = configuration === null ? 'was not made by this program' : 'runs with other settings'
  return new BenchError('unavailable', `there is a container ${name} that ${why}`, {
    hint: `end it with ${docker.join(' ')} rm --force ${name}, or choose another name`,
  })
}
