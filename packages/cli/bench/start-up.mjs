// What the program costs beside the load: its start, and a run of few requests. Run after the program is bundled:
//   node packages/cli/bench/start-up.mjs [rounds=5] [program=packages/cli/dist/bin.js]
// The reference engine runs in a process of its own. Each command is timed by the shell: wall time, and user and system time of all its threads; bare
// Node in turns with it. One JSON line a round.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'

const own = join(import.meta.dirname, '../dist/bin.js')
const [, , rounds = '5', given = own] = process.argv
const program = resolve(given)
const folder = mkdtempSync(join(tmpdir(), 'start-up-'))
const engine = spawn(
  process.execPath,
  [own, 'reference-engine', '--port', '0', '--decode-step-ms', '2', '--dialect', 'openai'],
  {
    // It names each request there.
    stdio: ['ignore', 'pipe', 'ignore'],
  },
)

try {
  const url = await addressOf(engine)
  for (let round = 0; round < Number(rounds); round += 1) {
    const line = { name: 'start-up', round, ...starts() }
    console.log(JSON.stringify({ ...line, ...run(url, 64), ...run(url, 200) }))
  }
} finally {
  engine.kill('SIGTERM')
  rmSync(folder, { recursive: true, force: true })
}

function starts() {
  const node = timed([process.execPath, '-e', '0'])
  const [help, version] = ['--help', '--version'].map((flag) => timed([process.execPath, program, flag]))
  return {
    node_ms: node.wallMs,
    node_cpu_s: node.cpuS,
    help_ms: help.wallMs,
    help_cpu_s: help.cpuS,
    version_ms: version.wallMs,
    version_cpu_s: version.cpuS,
  }
}

/** A closed loop of 16; how long the load took is said by its records, the warm-up is left out. */
function run(url, requests) {
  const output = join(folder, `run-${requests}`)
  const load = ['--concurrency', '16', '--num-prompts', String(requests), '--warmup', '0']
  const lengths = ['--prompt-tokens', '64', '--output-tokens', '32']
  const words = ['run', '--backend-url', url, ...load, ...lengths, '--no-calibration', '--quiet', '-o', output]
  const { wallMs, cpuS } = timed([process.execPath, program, ...words])
  const records = readFileSync(join(output, 'records.jsonl'), 'utf8').trim().split('\n').map(JSON.parse)
  const loadMs = Math.max(...records.map((each) => each.end_at)) - Math.min(...records.map((each) => each.start_at))
  rmSync(output, { recursive: true })
  return {
    [`run_${requests}_cpu_s`]: cpuS,
    [`run_${requests}_ms`]: wallMs,
    [`run_${requests}_beyond_load_ms`]: wallMs - loadMs,
  }
}

function timed(command) {
  const script = `TIMEFORMAT='%R %U %S'; time "$0" "$@" > /dev/null 2> /dev/null`
  const { stderr, status } = spawnSync('bash', ['-c', script, ...command], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}`)
  const [wall, user, system] = stderr.trim().split(' ').map(Number)
  return { wallMs: wall * 1000, cpuS: user + system }
}

async function addressOf({ stdout }) {
  for await (const line of createInterface({ input: stdout })) {
    const [url] = /http:\/\/[\d.]+:\d+\/v1/.exec(line) ?? []
    if (url) return url
  }
  throw new Error('the reference engine did not start')
}
