// What 1, 2 and 4 load threads of one process, and 1, 2 and 4 shards, cost on one machine: streams of 50 events a second from a server that
// writes to all of them in one tick. Run after `npm run build`:
//   node packages/suite/bench/shards.mjs [streams=64,256] [rounds=3]
// Server and clients share the cores. One JSON line a run: events a second, gaps between tokens, CPU of all client processes.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { freePort } from './free-port.mjs'
import { startSteadyServer } from './steady-server.mjs'

const streams = (process.argv[2] ?? '64,256').split(',').map(Number)
const rounds = Number(process.argv[3] ?? 3)
const tokens = 100
const variants = [1, 2, 4].flatMap((count) => [
  { variant: count === 1 ? '1 load thread' : `${count} load threads`, loadThreads: count, of: 1 },
  ...(count > 1 ? [{ variant: `${count} shards`, loadThreads: 1, of: count }] : []),
])
const client = fileURLToPath(new URL('./shard-client.mjs', import.meta.url))

for (let round = 0; round < rounds; round += 1)
  for (const count of streams)
    for (const { variant, loadThreads, of } of round % 2 === 0 ? variants : [...variants].reverse()) {
      const server = await startSteadyServer()
      try {
        const load = { url: server.url, streams: count, tokens, rounds: 3, loadThreads, of, port: await freePort() }
        const ended = await Promise.all(Array.from({ length: of }, (_, shard) => runClient({ ...load, shard })))
        const [first] = ended
        const events = first.records * tokens
        const cpuSeconds = ended.reduce((sum, each) => sum + each.cpuSeconds, 0)
        const figures = {
          events_per_s: first.outputThroughputTps,
          itl_p50_ms: first.p50ItlMs,
          itl_p99_ms: first.p99ItlMs,
        }
        const cost = {
          cpu_s_per_million: (cpuSeconds / events) * 1e6,
          saturated: first.saturated,
          failed: first.failedRequests,
        }
        console.log(JSON.stringify({ name: 'shards', variant, streams: count, round, ...figures, ...cost }))
      } finally {
        server.close()
      }
    }

function runClient(load) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [client, JSON.stringify(load)], { stdio: ['ignore', 'pipe', 'inherit'] })
    let line = null
    createInterface({ input: child.stdout }).on('line', (text) => {
      line = JSON.parse(text)
    })
    child.on('close', (code) => (code === 0 && line ? resolve(line) : reject(new Error(`a client ended with ${code}`))))
  })
}
