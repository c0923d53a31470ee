// One process of a load for shards.mjs: a run, or a shard of one. Prints one JSON line: the CPU seconds of the process while the load went on.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../dist/index.js'
import { joinRun } from '../dist/shards.js'

const { url, streams, tokens, rounds, loadThreads, shard, of, port } = JSON.parse(process.argv[2])
const plan = {
  target: { kind: 'endpoint', url, loadThreads },
  seed: 1,
  workloads: [
    {
      ...{ name: 'steady', source: 'short_qa', language: 'en', promptTokens: 32, outputTokens: tokens },
      requests: streams * rounds,
      load: { kind: 'closed', concurrency: streams },
    },
  ],
}
const shards = of > 1 ? { of, place: { host: '127.0.0.1', port }, token: 'the secret of this benchmark' } : null
const folder = mkdtempSync(join(tmpdir(), 'shards-'))
const io = { tokenCache: false, calibration: false }
let line = { records: 0 }
const began = process.cpuUsage()
try {
  if (shard > 0) line = { records: (await joinRun(plan, { ...io, ...shards, shard })).records }
  else {
    const { workloads } = await run(plan, { ...io, output: join(folder, 'out'), shards })
    const { outputThroughputTps, p50ItlMs, p99ItlMs, totalRequests, failedRequests, clientOverhead } =
      workloads[0].metrics
    line = {
      outputThroughputTps,
      p50ItlMs,
      p99ItlMs,
      records: totalRequests,
      failedRequests,
      saturated: clientOverhead.clientSaturated,
    }
  }
} finally {
  rmSync(folder, { recursive: true })
}
const { user, system } = process.cpuUsage(began)
console.log(JSON.stringify({ ...line, cpuSeconds: (user + system) / 1e6 }))
