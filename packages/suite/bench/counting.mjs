// What counting prompts costs the load: the same run against a server whose /tokenize takes 0, 5, 20 or 80 ms a call. Run after `npm run build`:
//   node packages/suite/bench/counting.mjs [requests=64] [rounds=3]
// The server is a process of its own; costs take turns, in reversed order every second round. One JSON line a run.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../dist/index.js'
import { startServer } from './streaming-server.mjs'

const [requests, rounds] = [Number(process.argv[2] ?? 64), Number(process.argv[3] ?? 3)]
const concurrency = 8
const costs = [0, 5, 20, 80]

for (let round = 0; round < rounds; round += 1)
  for (const tokenizeMs of round % 2 === 0 ? costs : [...costs].reverse()) {
    const folder = mkdtempSync(join(tmpdir(), 'counting-'))
    const server = await startServer({ tokenizeMs, stepMs: 20 })
    try {
      const load = { kind: 'closed', concurrency }
      const workload = { name: 'counted', source: 'short_qa', language: 'en', promptTokens: 300, outputTokens: 20 }
      const plan = {
        target: { kind: 'endpoint', url: server.url },
        workloads: [{ ...workload, requests, load }],
        warmup: { requests: concurrency },
      }
      const { workloads } = await run(plan, { output: join(folder, 'out'), tokenCache: false, calibration: false })
      const { outputThroughputTps, avgConcurrency } = workloads[0].metrics
      console.log(
        JSON.stringify({
          name: 'counting',
          round,
          tokenize_ms: tokenizeMs,
          output_tps: outputThroughputTps,
          concurrency_share: avgConcurrency / concurrency,
          calls_in_load: await server.callsInLoad(),
        }),
      )
    } finally {
      server.close()
      rmSync(folder, { recursive: true })
    }
  }
