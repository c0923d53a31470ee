import { connect } from 'node:net'
import { portListeners } from './port-listeners.js'
import { commandOf } from './process-table.js'

/** How long a port is asked, ms. */
const LOOK_MS = 1_000

/**
 * A sentence for each process that outlived the end of a target, and for a port that still answers although nothing of the target was seen to live:
 * its command may have handed the server over, to a container for example.
 *
 * @param pids - processes of the target that could not be ended.
 */
export async function survivors(
  pids: readonly number[],
  { label, url }: { readonly label: string; readonly url: string },
): Promise<string[]> {
  const left = pids.map(
    (pid) => `process ${pid} of ${label} could not be ended: ${commandOf(pid) ?? 'unknown command'}`,
  )
  const port = portOf(url)
  if (port === null || !(await answers(new URL(url).hostname, port))) return left
  const listener = portListeners([port]).find(({ pid }) => !pids.includes(pid))
  const who = listener
    ? `process ${listener.pid}, ${listener.command ?? 'unknown command'}`
    : 'a process of another user'
  return [...left, `${label} was stopped, and port ${port} still answers: ${who}`]
}

function portOf(url: string): number | null {
  const { port, protocol } = new URL(url)
  return Number(port) || (protocol === 'https:' ? 443 : protocol === 'http:' ? 80 : null)
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: host.replace(/^\[|\]$/g, ''), port })
    const end = (answered: boolean) => {
      socket.destroy()
      resolve(answered)
    }
    socket.setTimeout(LOOK_MS, () => end(false))
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
  })
}
