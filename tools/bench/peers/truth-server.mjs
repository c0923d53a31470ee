// The one server that all clients are measured on; what it did is the truth that they are held against.
import { execFileSync, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/**
 * @typedef {{ number: number, id: string | null, arrived: number, tokens: number, sent: number[] }} Served
 * One request as the server saw it; times in ms on CLOCK_MONOTONIC, `sent` just before each token was written.
 */

/** Compiles the server into `folder` and returns the path of the program; needs `cc`. */
export function buildTruthServer(folder) {
  const program = join(folder, 'truth-server')
  execFileSync('cc', ['-O2', '-o', program, join(import.meta.dirname, 'truth-server.c')], { stdio: 'inherit' })
  return program
}

/**
 * @param program - what `buildTruthServer` returned.
 * @param server.firstMs - from a request to its first token.
 * @param server.rate - tokens a second of each stream.
 * @param server.shape - `aligned`: all streams step at one instant; `paced`: each by the time of its request.
 * @returns its url without a path, and `stop`, which resolves to all that it served, in the order of arrival.
 */
export async function startTruthServer(program, { firstMs, rate, shape }) {
  const child = spawn(program, [firstMs, rate, shape].map(String), { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const port = Number((await lines.next()).value)
  return {
    url: `http://127.0.0.1:${port}`,
    /** @returns {Promise<Served[]>} */
    async stop() {
      child.stdin.end()
      const served = []
      for (let next = await lines.next(); !next.done; next = await lines.next()) served.push(JSON.parse(next.value))
      return served
    },
  }
}
