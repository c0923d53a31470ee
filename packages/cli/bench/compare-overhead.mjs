// How much of a comparison is no load: what the program does between its rounds. Run after the program is bundled:
//   node packages/cli/bench/compare-overhead.mjs [rounds=30] [runs=1]
// Two reference engines, each in a process of its own, are compared in interleaved rounds. Read off the journals: the time in which no request was
// under way, as a share of all time from the first request to the last answer. One JSON line a run.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const program = join(import.meta.dirname, '../dist/bin.js')
const [, , rounds = '30', runs = '1'] = process.argv
const folder = mkdtempSync(join(tmpdir(), 'compare-overhead-'))
const engines = ['a', 'b'].map(() =>
  spawn(
    process.execPath,
    [program, 'reference-engine', '--port', '0', '--decode-step-ms', '10', '--dialect', 'openai'],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  ),
)

try {
  const [a, b] = await Promise.all(engines.map(addressOf))
  for (let run = 0; run < Number(runs); run += 1)
    console.log(JSON.stringify({ name: 'compare-overhead', run, ...compare(a, b) }))
} finally {
  for (const engine of engines) engine.kill('SIGTERM')
  rmSync(folder, { recursive: true, force: true })
}

/** Rounds of half a second: short ones, of which what lies between them is the largest share. */
function compare(a, b) {
  const output = join(folder, 'out')
  const load = [
    '--concurrency',
    '8',
    '--num-prompts',
    '8',
    '--profile',
    'vllm_random',
    '--prompt-tokens',
    '32',
    '--output-tokens',
    '48',
  ]
  const words = ['compare', '--target', `a=${a}`, '--target', `b=${b}`, ...load, '--rounds', rounds]
  const { status, stderr } = spawnSync(
    process.execPath,
    [program, ...words, '--no-calibration', '--quiet', '-o', output],
    {
      encoding: 'utf8',
    },
  )
  if (status !== 0) throw new Error(`compare ended with ${status}: ${stderr}`)
  const records = journals(output).flatMap((file) => readFileSync(file, 'utf8').trim().split('\n').map(JSON.parse))
  rmSync(output, { recursive: true })
  const spans = records
    .filter(({ phase }) => phase === 'measured')
    .map(({ start_at: start, end_at: end }) => [start, end])
    .sort(([one], [other]) => one - other)
  let [[first, until]] = spans
  const from = first
  let idle = 0
  for (const [start, end] of spans) {
    idle += Math.max(0, start - until)
    until = Math.max(until, end)
  }
  return {
    rounds: Number(rounds),
    requests: spans.length,
    wall_ms: until - from,
    idle_ms: idle,
    idle_share: idle / (until - from),
  }
}

function journals(place) {
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter(({ name }) => name === 'records.jsonl')
    .map(({ parentPath, path, name }) => join(parentPath ?? path, name))
}

async function addressOf({ stdout }) {
  for await (const line of createInterface({ input: stdout })) {
    const [url] = /http:\/\/[\d.]+:\d+\/v1/.exec(line) ?? []
    if (url) return url
  }
  throw new Error('the reference engine did not start')
}
