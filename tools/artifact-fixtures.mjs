// Writes what every command of the built program leaves, small, into fixtures/artifacts/VERSION: once for every released
// version, before anything else changes. Later programs read these folders in a test, for ever.
//   node tools/artifact-fixtures.mjs 0.1
import { spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const [version] = process.argv.slice(2)
if (!/^\d+\.\d+$/.test(version ?? '')) throw new Error('give the version, e.g. 0.1')
const root = resolve(import.meta.dirname, '..')
const bin = join(root, 'packages/cli/dist/bin.js')
const target = join(root, 'fixtures/artifacts', version)

/** Everything happens here with relative paths, so that no path of a machine comes into a file. */
const folder = await mkdtemp(join(tmpdir(), 'artifact-fixtures-'))
const env = { PATH: `${folder}/bin:${process.env.PATH}`, HOME: folder, XDG_CACHE_HOME: join(folder, 'cache') }
for (const name of ['bin', 'calibrate', 'report', 'leaderboard']) await mkdir(join(folder, name))
await symlink(bin, join(folder, 'bin/sagellm-benchmark'))

const engine = ['reference-engine', '--noise-cv', '0.02']
const urls = { a: 'http://127.0.0.1:8901/v1', b: 'http://127.0.0.1:8902/v1' }
const brief = ['--workload', 'Q1', '--batch-size', '2', '--max-output-tokens', '5', '--seed', '1', '--quiet']
const targets = ['--target', `a=${urls.a}`, '--target', `b=${urls.b}`, '--model', 'reference-tiny']
const perf = (name) => [
  ...['perf', '--output-json', `${name}/perf_results.json`, '--output-markdown', `${name}/perf_report.md`, '--quiet'],
]
const plots = ['--plot', '--plot-format', 'png', '--dpi', '36']
const e2e = ['--type', 'e2e', '--scenario', 'short', '--batch-size', '1', '--batch-size', '4', '--rounds', '5']
const little = ['--max-output-tokens', '6']

await withEngines(async () => {
  await bench('calibrate', '--streams', '1,4', '--seconds', '0.4', '--output', 'calibrate/calibration.json')
  await bench('run', '--workload', 'Q1', '--workload', 'Q5', '--output', 'run', '--quiet')
  await bench(
    ...['run', '--backend-url', urls.b, '--workload', 'Q1', '--workload', 'Q5', '--repeat', '2'],
    ...['--goodput', 'ttft:200', 'tpot:50', '--metadata', 'team=blue', '--save-text', '--label', 'b', '--quiet'],
    ...['--export', 'vllm', '--export', 'aiperf', '--output-json', 'run-endpoint/metrics.json'],
    ...['--output', 'run-endpoint', ...plots],
  )
  await bench(
    ...['run', '--backend-url', urls.a, '--request-rate', '40', '--num-prompts', '12', '--prompt-tokens', '32'],
    ...['--output-tokens', '8', '--request-timeout', '0.5', '--output', 'run-open-loop', '--quiet', '--no-ignore-eos'],
  )
  await interrupted(
    ...['run', '--backend-url', urls.a, '--concurrency', '1', '--num-prompts', '400', '--prompt-tokens', '32'],
    ...['--output-tokens', '8', '--output', 'run-interrupted', '--quiet'],
  )
  await bench(...perf('perf-operator'), '--operator', 'linear', '--operator', 'rms_norm', '--iterations', '6')
  await bench(...perf('perf-e2e'), ...e2e, ...little)
  await bench(...perf('perf-simulate'), ...e2e, ...little, '--simulate', ...plots)
  await bench(...perf('perf-live'), ...e2e, ...little, '--backend-url', urls.b)
  await bench(...perf('perf-compare'), ...e2e, ...little, '--simulate', '--seed', '2')
  await bench(
    ...['perf-compare', '--baseline', 'perf-simulate/perf_results.json', '--current', 'perf-compare/perf_results.json'],
    ...[
      '--summary-json',
      'perf-compare/perf_comparison_summary.json',
      '--report-md',
      'perf-compare/perf_comparison.md',
    ],
    ...['--comment-md', 'perf-compare/comment.md', '--github-output', 'perf-compare/github_output.txt'],
  )
  await bench('compare', ...targets, ...brief, '--rounds', '6', '--output-dir', 'compare')
  await bench(
    ...['compare', '--self', '--target', `a=${urls.a}`, '--model', 'reference-tiny', ...brief],
    ...['--rounds', '6', '--output-dir', 'compare-self'],
  )
  await bench(
    ...['compare', '--model', 'reference-tiny', ...brief, '--rounds', '5', '--output-dir', 'compare-started'],
    ...['--target', 'c=http://127.0.0.1:8903/v1', '--target', `b=${urls.b}`],
    ...['--target-command', `c=bin/sagellm-benchmark ${engine.join(' ')} --port 8903`],
  )
  for (const label of ['a', 'b']) {
    await bench(
      ...['compare-record', '--label', label, '--url', urls[label], '--model', 'reference-tiny', ...brief],
      ...['--rounds', '6', '--output-dir', `compare-record/${label}`],
    )
  }
  const captures = ['a', 'b'].flatMap((label) => ['--result', `${label}=compare-record/${label}/${label}.json`])
  await bench('compare-offline', ...captures, '--output-dir', 'compare-offline')
  await bench(
    ...['nonstream-compare', ...targets, '--batch-size', '2', '--rounds', '6', '--seed', '1', '--quiet'],
    ...['--output-dir', 'nonstream-compare'],
  )
  await bench(
    ...['vllm-compare', 'run', '--sagellm-url', urls.a, '--vllm-url', urls.b, '--model', 'reference-tiny', ...brief],
    ...['--rounds', '5', '--output-dir', 'vllm-compare'],
  )
  for (const [format, ending] of Object.entries({
    table: 'txt',
    markdown: 'md',
    comment: 'comment.md',
    json: 'json',
  })) {
    await bench('report', '--input', 'run-endpoint', '--format', format, '--output', `report/report.${ending}`)
  }
  await bench('report', '--input', 'run-endpoint', '--format', 'csv', '--output', 'report/report.csv')
  const ranked = ['run', 'run-endpoint', 'perf-e2e'].flatMap((name) => ['--input', name])
  await bench('report', ...ranked, '--format', 'json', '--output', 'leaderboard/leaderboard.json')
  await bench('report', ...ranked, '--format', 'markdown', '--output', 'leaderboard/leaderboard.md')
})
// Engines of its own, because /info tells of every step, and those of all the commands above are many.
await withEngines(() =>
  bench(
    ...['convergence', ...targets, ...brief, '--rounds', '6', '--log-file', 'a=a.log', '--log-file', 'b=b.log'],
    ...['--output-dir', 'convergence'],
  ),
)

const made = [
  ...['run', 'run-endpoint', 'run-open-loop', 'run-interrupted', 'perf-operator', 'perf-e2e', 'perf-simulate'],
  ...['perf-live', 'perf-compare', 'compare', 'compare-self', 'compare-started', 'compare-record', 'compare-offline'],
  ...['nonstream-compare', 'vllm-compare', 'convergence', 'calibrate', 'report', 'leaderboard'],
]
await rm(target, { recursive: true, force: true })
for (const name of made) await cp(join(folder, name), join(target, name), { recursive: true })
// A leaderboard names its sources by their full paths: the only place where the temporary folder comes into a file.
const ranking = join(target, 'leaderboard/leaderboard.json')
await writeFile(ranking, (await readFile(ranking, 'utf8')).replaceAll(`${folder}/`, ''))
await rm(folder, { recursive: true, force: true })

/** Runs a command to its end. A verdict is an answer too: only a code of a failure stops the script. */
async function bench(...args) {
  const { code, output } = await ended(started(args))
  if (code === 2 || code === null) throw new Error(`${args.join(' ')} ended with ${code}: ${output}`)
  console.log(`${code}  ${args.join(' ')}${code === 1 ? `\n${output}` : ''}`)
}

/** Sends one Ctrl-C as soon as a few requests are on disk. */
async function interrupted(...args) {
  const child = started(args)
  const end = ended(child)
  const journal = join(folder, 'run-interrupted/records.jsonl')
  for (let lines = 0; lines < 12; ) {
    await new Promise((next) => setTimeout(next, 20))
    lines = (await readFile(journal, 'utf8').catch(() => '')).split('\n').length - 1
  }
  child.kill('SIGINT')
  console.log(`${(await end).code}  ${args.join(' ')}`)
}

function started(args) {
  return spawn(process.execPath, [bin, ...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
}

function ended(child) {
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (output += bytes))
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })))
}

/** Two engines that differ, while something runs. */
async function withEngines(run) {
  const servers = [
    await serve([...engine, '--port', '8901', '--paged-path', 'off', '--no-shared-stream', '--log-file', 'a.log']),
    await serve([...engine, '--port', '8902', '--paged-path', 'native-ascend', '--log-file', 'b.log']),
  ]
  try {
    await run()
  } finally {
    for (const server of servers) server.kill('SIGTERM')
    await Promise.all(servers.map((server) => new Promise((gone) => server.once('close', gone))))
  }
}

/** A server, once its ready line is out. */
async function serve(args) {
  const child = started(args)
  await new Promise((ready, failed) => {
    child.stdout.once('data', ready)
    child.once('close', (code) => failed(new Error(`${args.join(' ')} ended with ${code}`)))
  })
  return child
}
