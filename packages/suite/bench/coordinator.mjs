// Simulated: what shard 0 costs with many shards. The others are pretended by one process, which answers each request at once with a record of 64
// tokens that nobody measured, over TLS, as fast as shard 0 takes them: requests made and dealt, records read, checked, placed, written and
// watched. Run after `npm run build`:
//   node packages/suite/bench/coordinator.mjs [shards=10,30,100] [requests=20000,40000] [rounds=1]
// One JSON line a run: CPU seconds of shard 0 for 1,000 requests, from the start to the end of the load, and its largest memory.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openRendezvous } from '@sagellm-benchmark/runner/shards'
import { SHARD_PROTOCOL } from '@sagellm-benchmark/protocol-types/messages'
import { collectEnvironment } from '@sagellm-benchmark/probes'
import { systemClock } from '@sagellm-benchmark/protocol-types'
import { run } from '../dist/index.js'
import { freePort } from './free-port.mjs'
import { startSteadyServer } from './steady-server.mjs'

const [shards, amounts] = [process.argv[2] ?? '10,30,100', process.argv[3] ?? '20000,40000'].map((text) =>
  text.split(',').map(Number),
)
const rounds = Number(process.argv[4] ?? 1)
const file = fileURLToPath(import.meta.url)

if (process.argv[2]?.startsWith('{')) await one(JSON.parse(process.argv[2]))
else
  for (let round = 0; round < rounds; round += 1)
    for (const count of shards) for (const requests of amounts) await inOwnProcess({ of: count + 1, requests, round })

/** A process has one largest memory. */
function inOwnProcess(load) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file, JSON.stringify(load)], { stdio: ['ignore', 'inherit', 'inherit'] })
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`a coordinator ended with ${code}`))))
  })
}

async function one({ of, requests, round }) {
  const folder = mkdtempSync(join(tmpdir(), 'coordinator-'))
  const [token, tokens, port] = ['the secret of this benchmark', 64, await freePort()]
  const own = { version: 'bench', planHash: 'bench', records: 'gathered' }
  const environment = await collectEnvironment({
    ...{ tool: { name: 'bench', version: '0' }, commandLine: [], secrets: [], seed: null },
    ...{ clock: systemClock(), workingFolder: folder },
  })
  const hello = { kind: 'hello', protocol: SHARD_PROTOCOL, ...own, environment }
  const server = await startSteadyServer()
  const pretended = fileURLToPath(new URL('./pretended-shards.mjs', import.meta.url))
  const others = spawn(process.execPath, [pretended, JSON.stringify({ hello, of, port, token, tokens })], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  try {
    const place = { host: '127.0.0.1', port }
    const rendezvous = await openRendezvous({ place, of, token, own, waitSeconds: 120 })
    const workload = { name: 'pretended', source: 'short_qa', language: 'en', promptTokens: 32, outputTokens: 1 }
    const plan = {
      target: { kind: 'endpoint', url: server.url },
      workloads: [{ ...workload, requests, load: { kind: 'closed', concurrency: of * 8 } }],
    }
    let began = null
    let used = null
    const observers = [
      {
        onWorkloadStart: () => {
          began = { cpu: process.cpuUsage(), at: performance.now() }
        },
        onWorkloadEnd: () => {
          used = { cpu: process.cpuUsage(began.cpu), ms: performance.now() - began.at }
        },
      },
    ]
    const output = join(folder, 'out')
    await run(plan, { output, tokenCache: false, calibration: false, observers, rendezvous })
    await rendezvous.close()
    const cpuSeconds = (used.cpu.user + used.cpu.system) / 1e6
    console.log(
      JSON.stringify({
        ...{ name: 'coordinator', shards: of - 1, requests, round, cpu_s_per_1000: (cpuSeconds / requests) * 1000 },
        ...{ requests_per_s: (requests / used.ms) * 1000, peak_mb: process.resourceUsage().maxRSS / 1024 },
        journal_mb: statSync(join(output, 'records.jsonl')).size / 1e6,
      }),
    )
  } finally {
    others.kill()
    server.close()
    rmSync(folder, { recursive: true })
  }
}
