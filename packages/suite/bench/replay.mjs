// What a replay of a long trace takes before its first request: a Mooncake file is read row by row, its times, lengths and block ids are
// planned, the hits of a cache without a limit are reckoned, and texts are put together ahead of need. Run after `npm run build`:
//   node packages/suite/bench/replay.mjs [rows=1000000]
// The file is made by this process and read by one of its own, whose memory is measured. One JSON line of it all.
import { spawnSync } from 'node:child_process'
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRandom } from '@sagellm-benchmark/protocol-types/random'
import { RunPlan } from '@sagellm-benchmark/protocol-types'
import { planRequests } from '@sagellm-benchmark/workloads'
import { arrivalTimes, checkSchedule } from '@sagellm-benchmark/protocol-types/loads'
import { idealHitTotals, plannedTraces } from '@sagellm-benchmark/workloads/traces'
import { readTraceFile } from '../dist/files.js'

const BLOCK = 512
/** As the load engine keeps ready. */
const TEXT_CHARACTERS = 64_000_000
const [, script, first = '1000000', file] = process.argv

if (first === '--plan') await plan(file)
else await measure(Number(first))

async function measure(rows) {
  const folder = mkdtempSync(join(tmpdir(), 'replay-'))
  try {
    const path = join(folder, 'mooncake.jsonl')
    await writeTrace(path, rows)
    const { status, stdout } = spawnSync(process.execPath, [script, '--plan', path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    if (status !== 0) process.exit(1)
    const line = { name: 'replay-plan', file_mb: statSync(path).size / 1e6, ...JSON.parse(stdout) }
    console.log(JSON.stringify(line))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Conversations that grow turn by turn, of about 17 blocks a request as in the published traces of Mooncake. */
async function writeTrace(path, rows) {
  const random = createRandom(7)
  const out = createWriteStream(path)
  const open = Array.from({ length: 5000 }, () => [])
  let nextId = 1
  for (let at = 0; at < rows; at += 1) {
    const place = random.int(0, open.length - 1)
    const known = open[place].length > 30 ? [] : open[place]
    const ids = [...known, ...Array.from({ length: 1 + random.int(0, known.length === 0 ? 15 : 7) }, () => nextId++)]
    open[place] = ids
    const tokens = ids.length * BLOCK - random.int(0, BLOCK - 1)
    const line = { timestamp: at * 3, input_length: tokens, output_length: 1 + random.int(0, 400), hash_ids: ids }
    if (!out.write(`${JSON.stringify(line)}\n`)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'close')
}

async function plan(path) {
  const begun = performance.now()
  const trace = await readTraceFile({ path })
  const read = performance.now()
  const rows = trace.arrivalsMs.length
  const load = { kind: 'trace', arrivalsMs: trace.arrivalsMs, timeScale: 1 }
  const workload = { name: 'trace', source: 'trace', sourceOptions: { path }, promptTokens: 1, outputTokens: 1 }
  const made = RunPlan.parse({
    target: { kind: 'endpoint', url: 'http://127.0.0.1:1/v1', api: 'completions' },
    workloads: [{ ...workload, requests: rows, load }],
    warmup: { requests: 0 },
  })
  checkSchedule(made)
  let [due, tokens, blocks] = [0, 0, 0]
  for (const dueAtMs of arrivalTimes(load, { seed: 0 })) due = dueAtMs
  for (let at = 0; at < rows; at += 1) {
    const request = trace.request(at)
    tokens += request.inputTokens
    for (let block = 0; block < request.blocks; block += 1) blocks += Number(request.block(block).low > 0)
  }
  const { hitRate } = idealHitTotals(trace)
  const planned = performance.now()
  const plannedRss = process.resourceUsage().maxRSS / 1024

  const traces = new Map([...plannedTraces(made).keys()].map((key) => [key, trace]))
  const ready = []
  let characters = 0
  for (const request of planRequests(made, { workload: 'trace', phase: 'measured', round: 0 }, { traces })) {
    ready.push(request)
    characters += request.request.input.text.length
    if (characters >= TEXT_CHARACTERS) break
  }
  const built = performance.now()
  console.log(
    JSON.stringify({
      rows,
      blocks,
      mean_prompt_tokens: tokens / rows,
      last_due_s: due / 1000,
      ideal_hit_rate: hitRate,
      read_s: (read - begun) / 1000,
      planned_rows_per_second: (1000 * rows) / (planned - begun),
      planned_peak_mb: plannedRss,
      texts_ahead: ready.length,
      text_mb: characters / 1e6,
      texts_per_second: (1000 * ready.length) / (built - planned),
      peak_mb: process.resourceUsage().maxRSS / 1024,
    }),
  )
}
