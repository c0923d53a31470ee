// New connections a second on one thread: short answers whose connection the server closes. Run after a build:
//   node packages/clients/bench/connections.mjs [rounds=5] [requests=5000]
// A C client is what the machine allows, bare sockets of Node (`node`) are what the runtime does. Server and client have a core each. One JSON line a client and round.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const [, , rounds = '5', requests = '5000'] = process.argv
const CONCURRENCY = 64
const folder = mkdtempSync(join(tmpdir(), 'connections-'))
const compiled = (name) => {
  execFileSync('cc', ['-O2', '-o', join(folder, name), join(import.meta.dirname, 'native', `${name}.c`)], {
    stdio: 'inherit',
  })
  return join(folder, name)
}
const node = [process.execPath, join(import.meta.dirname, 'variants/connections.mjs')]
const onCore = (core, command) => (availableParallelism() > 1 ? ['taskset', '-c', String(core), ...command] : command)

try {
  const [serverProgram, connector] = ['short-server', 'connector'].map(compiled)
  const [command, ...words] = onCore(0, [serverProgram])
  const server = spawn(command, words, { stdio: ['pipe', 'pipe', 'inherit'] })
  const port = (await createInterface({ input: server.stdout })[Symbol.asyncIterator]().next()).value
  const clients = [
    { variant: 'c', command: [connector, port, requests, CONCURRENCY] },
    ...['node', 'kernel', 'raw', 'undici', 'openai'].map((variant) => ({
      variant,
      command: [...node, port, requests, CONCURRENCY, variant],
    })),
  ]
  for (let round = 0; round < Number(rounds); round += 1) {
    for (const { variant, command: each } of round % 2 === 0 ? clients : [...clients].reverse()) {
      const [program, ...args] = onCore(1, each).map(String)
      const measured = JSON.parse(execFileSync(program, args, { encoding: 'utf8', timeout: 120_000 }))
      const complete = measured.requests === Number(requests)
      const line = {
        name: 'new-connections',
        variant,
        round,
        complete,
        per_second: measured.requests / measured.seconds,
      }
      console.log(JSON.stringify(line))
    }
  }
  server.stdin.end()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
