import { setTimeout as delay } from 'node:timers/promises'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import type { CommandIo } from '../../../command/define-command.js'
import type { Container } from './container.js'
import { inspect, runDocker } from './docker.js'

const PAUSE_MS = 1000
const ANSWER_MS = 5000

/** Whether the server in the container answers that it is ready. */
export async function isReady({ readyUrl }: Container, signal: AbortSignal): Promise<boolean> {
  try {
    const answer = await fetch(readyUrl, { signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]) })
    await answer.body?.cancel()
    return answer.ok
  } catch {
    return false
  }
}

/**
 * Waits until the server in the container is ready.
 *
 * @throws BenchError `unavailable` when the container stops meanwhile, its last lines printed before; `deadline_exceeded`
 *   when it takes longer than it may: it is left running.
 */
export async function untilReady(container: Container, io: CommandIo): Promise<void> {
  const { name, readySeconds, readyUrl } = container
  const until = Date.now() + readySeconds * 1000
  while (!(await isReady(container, io.signal))) {
    if (io.signal.aborted) throw new BenchError('cancelled', `the wait for ${name} was given up; it goes on running`)
    if (!(await inspect(container, io))?.running) {
      await runDocker(container, ['logs', '--tail', '40', name], { io, shown: true }).catch(() => null)
      throw new BenchError('unavailable', `the container ${name} stopped before it was ready`, {
        hint: `its last lines stand above; all of them: ${[...container.docker, 'logs', name].join(' ')}`,
      })
    }
    if (Date.now() > until)
      throw new BenchError('deadline_exceeded', `${readyUrl} was not ready after ${readySeconds} s`, {
        hint: `the container goes on; see ${[...container.docker, 'logs', name].join(' ')}`,
      })
    await delay(PAUSE_MS, undefined, { signal: io.signal }).catch(() => {})
  }
}
