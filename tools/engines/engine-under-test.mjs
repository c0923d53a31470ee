import { afterAll, beforeAll } from 'vitest'
import { benchmark } from './program.mjs'
import { startWireLogger } from './wire-logger.mjs'

/** For installation and start; then again for all tests of an engine together. More is for a machine with other work. */
const LIMIT_MS = Number(process.env.ENGINE_MINUTES ?? 6) * 60_000

/**
 * Starts an engine and a wire logger before it for the tests of a file, and stops them after it.
 *
 * @param engine.start - `() => { url, port, stop }`; where it fails for want of a registry, every test is skipped with the reason.
 * @returns a function that a test calls first, with its context: it gives `{ server, wire, run }`. `run` is the built program, within
 * what is left of the engine's time.
 */
export function engineUnderTest(engine) {
  let until
  let server
  let wire
  let notReachable = null
  beforeAll(async () => {
    try {
      server = await engine.start()
      wire = await startWireLogger(server.port)
      until = performance.now() + LIMIT_MS
    } catch (error) {
      if (error.code !== 'NOT_REACHABLE') throw error
      notReachable = error.message
    }
  }, LIMIT_MS)
  afterAll(async () => {
    wire?.stop()
    await server?.stop()
  })

  const run = (args) => {
    const timeoutMs = Math.floor(until - performance.now())
    if (timeoutMs <= 0) throw new Error(`the ${LIMIT_MS / 60_000} minutes of this engine are used up`)
    return benchmark(args, { timeoutMs })
  }
  return (context) => {
    if (notReachable !== null) context.skip(notReachable)
    return { server, wire, run }
  }
}
