import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { shellLine } from '@sagellm-benchmark/protocol-types/edge'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import type { CommandIo } from '../../../command/define-command.js'
import type { Container } from './container.js'

/** What docker printed, and how it ended. */
export type DockerEnd = { readonly code: number; readonly stdout: string; readonly stderr: string }

/** A container that docker knows. */
export type KnownContainer = {
  readonly running: boolean
  /** How it was made; `null` for one that this program did not make. */
  readonly configuration: string | null
}

const LABEL = 'sagellm-benchmark.configuration'

/** Arguments of docker that make and start the container. */
export function runArguments(container: Container): string[] {
  const { name, flags, image, words } = container
  return [
    'run',
    '--detach',
    '--name',
    name,
    '--label',
    `${LABEL}=${configurationOf(container)}`,
    ...flags,
    image,
    ...words,
  ]
}

/** Equal for containers that would be made by the same arguments. */
export function configurationOf({ flags, image, words }: Container): string {
  return createHash('sha256')
    .update(JSON.stringify([flags, image, words]))
    .digest('hex')
    .slice(0, 16)
}

/**
 * Runs docker to its end.
 *
 * @param shown - also print what it prints, as it comes.
 * @throws BenchError `unavailable` where there is no such program.
 */
export async function runDocker(
  { docker }: Container,
  args: readonly string[],
  { io, shown = false }: { readonly io: CommandIo; readonly shown?: boolean },
): Promise<DockerEnd> {
  const [program, ...words] = [...docker, ...args]
  const child = spawn(program as string, words, {
    cwd: io.cwd,
    env: { ...io.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: io.signal,
  })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    if (shown) io.stdout.write(text)
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    if (shown) io.stderr.write(text)
  })
  const code = await new Promise<number>((ended, failed) => {
    child.on('error', (cause) => failed(notRun(program as string, cause, io)))
    child.on('close', (status) => ended(status ?? 1))
  })
  return { code, stdout, stderr }
}

/** As `runDocker`, for a command that has to succeed. @throws BenchError `unavailable` with docker's own words. */
export async function mustRun(
  container: Container,
  args: readonly string[],
  options: { readonly io: CommandIo; readonly shown?: boolean },
): Promise<string> {
  const { code, stdout, stderr } = await runDocker(container, args, options)
  if (code !== 0) throw failed(container, args, stderr)
  return stdout
}

/** The container of that name; `null` where there is none. */
export async function inspect(container: Container, io: CommandIo): Promise<KnownContainer | null> {
  const args = ['container', 'inspect', container.name]
  const { code, stdout, stderr } = await runDocker(container, args, { io })
  if (code !== 0) {
    if (/no such (container|object)/i.test(stderr)) return null
    throw failed(container, args, stderr)
  }
  const [found] = parsed(stdout)
  return { running: found?.State?.Running === true, configuration: found?.Config?.Labels?.[LABEL] ?? null }
}

type Inspected = { State?: { Running?: unknown }; Config?: { Labels?: Record<string, string> | null } }

function parsed(text: string): readonly Inspected[] {
  try {
    const json: unknown = JSON.parse(text)
    return Array.isArray(json) ? (json as Inspected[]) : []
  } catch (cause) {
    throw new BenchError('unavailable', 'what docker says of the container is no JSON', {
      cause,
      hint: 'DOCKER_CMD has to be a docker that knows `container inspect`',
    })
  }
}

function notRun(program: string, cause: Error, io: CommandIo): BenchError {
  if (io.signal.aborted) return new BenchError('cancelled', 'docker was interrupted')
  return new BenchError('unavailable', `cannot run ${program}: ${cause.message}`, {
    cause,
    hint: 'install docker, or name it with DOCKER_CMD',
  })
}

function failed({ docker }: Container, args: readonly string[], stderr: string): BenchError {
  const said = stderr.trim().split('\n').slice(-3).join(' ')
  const [first, second] = args
  const what = shellLine([...docker, first ?? '', ...(first === 'container' ? [second ?? ''] : [])])
  return new BenchError('unavailable', `${what} failed: ${said || 'it said nothing'}`, {
    hint: 'the whole command is shown by --dry-run',
  })
}
