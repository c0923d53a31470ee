// The regression gate on real `perf` output of this machine: engines that are equal, and one that is 10 % slower. Writes its table into
// docs/statistics.md. Run after `npm run build`, on a quiet machine: node tools/gate-trial.mjs [checks of each kind, default 10] [file that keeps checks, to go on another time]
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const pairs = Number(process.argv[2] ?? 10)
const kept = process.argv[3]
const STARTS = 3
const bin = new URL('../packages/cli/dist/bin.js', import.meta.url).pathname
const document = new URL('../docs/statistics.md', import.meta.url)
const folder = mkdtempSync(join(tmpdir(), 'gate-trial-'))

/** Each start is an engine process of its own. */
const load = [
  '--scenario',
  'short',
  '--batch-size',
  '1',
  '--batch-size',
  '4',
  '--max-output-tokens',
  '24',
  '--rounds',
  '5',
]
const slowdowns = { equal: '1', slower: '1.1' }
const checks = kept !== undefined && existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : []
try {
  for (let pair = 0; pair < pairs; pair++) {
    const baseline = await measure(`baseline-${pair}`, slowdowns.equal)
    for (const [kind, slowdown] of Object.entries(slowdowns)) {
      const verdict = await check(baseline, await measure(`${kind}-${pair}`, slowdown))
      checks.push({ kind, ...verdict })
      console.log(JSON.stringify({ name: 'gate_trial', kind, pair, ...verdict }))
    }
    if (kept !== undefined) writeFileSync(kept, JSON.stringify(checks))
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
writeTable()

async function measure(name, slowdown) {
  const files = []
  for (let start = 0; start < STARTS; start++) {
    const engine = await startEngine(slowdown)
    const file = join(folder, `${name}-${start}.json`)
    const outputs = ['--output-json', file, '--output-markdown', join(folder, `${name}-${start}.md`)]
    await run(['perf', '--type', 'e2e', '--backend-url', engine.url, ...load, ...outputs, '--quiet'], [0])
    await engine.end()
    files.push(file)
  }
  return files
}

/** What the gate says of the starts together, and of the first of each side alone. */
async function check(baseline, current) {
  const several = await judged(baseline, current)
  const single = await judged(baseline.slice(0, 1), current.slice(0, 1))
  const worse = (metric) => several.summary.metrics[metric].regression_pct
  return {
    status: several.summary.overall_status,
    single: single.summary.overall_status,
    codes: several.codes,
    singleCodes: single.codes,
    ttft: worse('avg_ttft_ms'),
    tbt: worse('avg_tbt_ms'),
    load: loadavg()[1],
  }
}

/** The summary, and the exit codes where only a critical regression fails and where a warning does too. */
async function judged(baseline, current) {
  const file = join(folder, 'summary.json')
  const sides = [...baseline.flatMap((each) => ['--baseline', each]), ...current.flatMap((each) => ['--current', each])]
  const command = ['perf-compare', ...sides, '--summary-json', file]
  const onCritical = await run(command, [0, 1, 3])
  const onWarning = await run([...command, '--fail-on', 'warning'], [0, 1, 3])
  return { summary: JSON.parse(readFileSync(file, 'utf8')), codes: [onCritical, onWarning] }
}

function run(args, codes) {
  return new Promise((ended, failed) => {
    const child = spawn(process.execPath, [bin, ...args], { stdio: ['ignore', 'ignore', 'inherit'], cwd: folder })
    child.on('exit', (code) =>
      codes.includes(code) ? ended(code) : failed(new Error(`${args[0]} ended with ${code}`)),
    )
  })
}

/** An engine on a free port, once it says which. */
async function startEngine(slowdown) {
  const args = [bin, 'reference-engine', '--port', '0', '--slowdown', slowdown]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  for await (const line of createInterface({ input: child.stdout })) {
    const port = /127\.0\.0\.1:(\d+)/.exec(line)?.[1]
    if (port === undefined) continue
    const end = () =>
      new Promise((ended) => {
        child.on('exit', ended)
        child.kill()
      })
    return { url: `http://127.0.0.1:${port}/v1`, end }
  }
  throw new Error('the engine did not start')
}

function writeTable() {
  const names = { equal: 'equal', slower: '10 % slower' }
  const rows = Object.keys(slowdowns).flatMap((kind) => {
    const own = checks.filter((each) => each.kind === kind)
    const counted = (of) =>
      ['acceptable', 'warning', 'critical', 'not_comparable'].map(
        (status) => own.filter((each) => of(each) === status).length,
      )
    return [
      [
        names[kind],
        `${STARTS} + ${STARTS}`,
        own.length,
        ...counted(({ status }) => status),
        ...failing(own, 'codes'),
        range(own, 'ttft'),
        range(own, 'tbt'),
      ],
      [names[kind], '1 + 1', own.length, ...counted(({ single }) => single), ...failing(own, 'singleCodes'), '', ''],
    ]
  })
  const head = [
    'engine',
    'starts',
    'checks',
    'acceptable',
    'warning',
    'critical',
    'no verdict',
    'exit code 3',
    'with --fail-on warning',
    'TTFT, % worse',
    'TBT, % worse',
  ]
  const table = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
  const text = readFileSync(document, 'utf8')
  const [before, rest] = text.split('<!-- gate-trial -->')
  const machine = `${cpus()[0]?.model}, ${cpus().length} cores, node ${process.versions.node}`
  const made = `${machine}; load average (five minutes) ${range(checks, 'load')}.\n\n${table}`
  writeFileSync(
    document,
    `${before}<!-- gate-trial -->\n\n${made}\n\n<!-- /gate-trial -->${rest.split('<!-- /gate-trial -->')[1]}`,
  )
}

/** Checks that end with 3, by what they are to fail on. */
function failing(own, codes) {
  return [0, 1].map((at) => own.filter((each) => each[codes][at] === 3).length)
}

/** `-0.4 to 1.2` */
function range(own, metric) {
  const values = own.flatMap((each) => each[metric] ?? [])
  return values.length === 0 ? '' : `${Math.min(...values).toFixed(1)} to ${Math.max(...values).toFixed(1)}`
}
