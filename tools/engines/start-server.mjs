import { spawn } from 'node:child_process'
import { createServer } from 'node:net'

/**
 * Starts a server on a free port of loopback and waits until `ready` answers 200, and with what `isReady` wants to read.
 *
 * @throws with the end of what the server wrote, where it ends or does not answer within `waitMs`.
 */
export async function startServer({ command, args, env = {}, ready, isReady = () => true, waitMs = 240_000 }) {
  const port = await freePort()
  const child = spawn(command, args({ port }), {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8')
    stream.on('data', (text) => (output = (output + text).slice(-20_000)))
  }
  const ended = new Promise((resolve) => child.once('close', resolve))
  // It has a group of its own, which outlives a test that is stopped.
  const kill = () => process.kill(-child.pid, 'SIGKILL')
  process.once('exit', kill)
  child.once('close', () => process.off('exit', kill))
  const url = `http://127.0.0.1:${port}`
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    kill()
    await ended
  }

  const until = performance.now() + waitMs
  while (performance.now() < until) {
    if (child.exitCode !== null) throw new Error(`${command} ended with ${child.exitCode}:\n${output.slice(-3_000)}`)
    const answer = await fetch(`${url}${ready}`, { signal: AbortSignal.timeout(5_000) }).catch(() => null)
    const text = (await answer?.text().catch(() => null)) ?? ''
    if (answer?.ok && isReady(text)) return { url, port, stop, output: () => output }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  await stop()
  throw new Error(`${command} did not answer on ${ready} within ${waitMs / 1000} s:\n${output.slice(-3_000)}`)
}

async function freePort() {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}
