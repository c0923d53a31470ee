// What a busy program costs the stamps, with the load in a thread of its own and without: streams of one token every 20 ms, while
// the program's thread stands still for 50 ms out of every 200. Run after `npm run build`:
//   node packages/suite/bench/load-thread.mjs [requests=48] [rounds=3]
// The server is a process of its own; both ways take turns. One JSON line a run: gaps between tokens, whose truth is 20 ms.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../dist/index.js'
import { startServer } from './streaming-server.mjs'

const [requests, rounds] = [Number(process.argv[2] ?? 48), Number(process.argv[3] ?? 3)]
const [busyMs, everyMs, stepMs] = [50, 200, 20]

for (let round = 0; round < rounds; round += 1)
  for (const loadThreads of round % 2 === 0 ? [1, 0] : [0, 1]) {
    const folder = mkdtempSync(join(tmpdir(), 'load-thread-'))
    const server = await startServer({ tokenizeMs: 0, stepMs })
    const busy = setInterval(() => {
      for (const until = performance.now() + busyMs; performance.now() < until; );
    }, everyMs)
    try {
      const workload = { name: 'busy', source: 'short_qa', language: 'en', promptTokens: 32, outputTokens: 25 }
      const plan = {
        target: { kind: 'endpoint', url: server.url, loadThreads },
        workloads: [{ ...workload, requests, load: { kind: 'closed', concurrency: 8 } }],
        warmup: { requests: 8 },
      }
      const { workloads } = await run(plan, { output: join(folder, 'out'), tokenCache: false, calibration: false })
      const { p50ItlMs, p99ItlMs, maxItlMs, avgTtftMs } = workloads[0].metrics
      const gaps = { itl_p50_ms: p50ItlMs, itl_p99_ms: p99ItlMs, itl_max_ms: maxItlMs, avg_ttft_ms: avgTtftMs }
      console.log(JSON.stringify({ name: 'load-thread', round, load_threads: loadThreads, ...gaps }))
    } finally {
      clearInterval(busy)
      server.close()
      rmSync(folder, { recursive: true })
    }
  }
