// The report of a long run: its page and its plots from one reading of the journal. Run after `npm run build`:
//   node packages/suite/bench/report.mjs [records=1000000] [tokens=16]
// The run is made in a temporary folder out of the stored run in fixtures/artifacts: its results stay, its journal grows. The
// report is made in a process of its own, whose CPU time (start-up included) and peak resident memory are printed as JSON lines.
import { spawnSync } from 'node:child_process'
import { closeSync, cpSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const [first, second] = process.argv.slice(2)
if (first === '--report') await report(second)
else measure(Number(first ?? 1_000_000), Number(second ?? 16))

function measure(records, tokens) {
  const folder = mkdtempSync(join(tmpdir(), 'long-run-'))
  try {
    cpSync(new URL('../../../fixtures/artifacts/0.1/run', import.meta.url), folder, { recursive: true })
    const journal = join(folder, 'records.jsonl')
    writeJournal(journal, { records, tokens })
    const size = { records, journal_mb: statSync(journal).size / 1e6 }
    const child = spawnSync(process.execPath, [fileURLToPath(import.meta.url), '--report', folder], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    if (child.status !== 0) throw new Error(`the report ended with ${child.status}`)
    const { seconds, peakMb } = JSON.parse(child.stdout)
    console.log(JSON.stringify({ name: 'report_html_plots', value: seconds, unit: 's', ...size }))
    console.log(JSON.stringify({ name: 'report_html_plots_peak_memory', value: peakMb, unit: 'MB', ...size }))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The last record of each workload of the stored run, again and again at later times; one in a thousand is a failure. */
function writeJournal(file, { records, tokens }) {
  const stored = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  const templates = [...new Map(stored.map((record) => [record.workload, record])).values()]
  const descriptor = openSync(file, 'w')
  let lines = []
  for (let index = 0; index < records; index += 1) {
    const at = index * 20
    const template = templates[Math.floor((index * templates.length) / records)]
    lines.push(
      JSON.stringify(
        index % 1000 === 999 ? failed(template, { index, at }) : answered(template, { index, at, tokens }),
      ),
    )
    if (lines.length < 2000 && index + 1 < records) continue
    writeSync(descriptor, `${lines.join('\n')}\n`)
    lines = []
  }
  closeSync(descriptor)
}

function answered(template, { index, at, tokens }) {
  const stamps = Array.from(
    { length: tokens },
    (_, step) => at + 40.125 + (index % 23) + step * (18.0625 + (index % 7)),
  )
  const last = stamps.at(-1)
  return {
    ...template,
    ...started(index, at),
    first_token_at: stamps[0],
    first_output_at: stamps[0],
    token_at: stamps,
    last_token_at: last,
    end_at: last + 1,
    output_tokens: tokens,
    chunk_count: tokens,
    usage: null,
    output_text: null,
    output_token_ids: null,
  }
}

function failed(template, { index, at }) {
  const none = { first_token_at: null, first_output_at: null, token_at: [], last_token_at: null, chunk_count: 0 }
  const error = { error_class: 'server_error', error_message: 'no room', http_status: 503, finish_reason: null }
  return { ...template, ...started(index, at), ...none, ...error, end_at: at + 5, output_tokens: null, usage: null }
}

function started(index, at) {
  return {
    request_id: `r-${index}`,
    phase: 'measured',
    index,
    scheduled_at: at,
    start_at: at,
    sent_at: at,
    headers_at: null,
  }
}

async function report(folder) {
  const suite = await import('../dist/index.js')
  await suite.report(folder, { output: join(folder, 'report.html'), plots: { formats: ['png', 'pdf'] } })
  const { user, system } = process.cpuUsage()
  const seconds = (user + system) / 1e6
  console.log(JSON.stringify({ seconds, peakMb: process.resourceUsage().maxRSS / 1024 }))
}
