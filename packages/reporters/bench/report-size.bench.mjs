// Report generation against the number of records: time, memory, size of the page. Records are made one by one, as a journal is read.
// usage, after npx tsup: node --expose-gc bench/report-size.bench.mjs [counts...]      baseline: making the records alone
import { readArtifact, renderReport } from '../dist/index.js'

const counts = process.argv.slice(2).map(Number)
const zero = { total_requests: 0, successful_requests: 0, failed_requests: 0 }
const summary = { workloads: {}, overall: { total_workloads: 0, ...zero } }

/** Tokens of each record; their stamps are most of a record's weight. */
const tokens = 64

function* records(count) {
  for (let index = 0; index < count; index++) {
    const startAt = index * 1.7
    const first = startAt + 20 + ((index * 7919) % 1000) / 10
    const gap = 8 + (index % 7) / 3
    const tokenAt = Array.from({ length: tokens }, (_, at) => first + at * gap)
    const failed = index % 500 === 499
    yield {
      schemaVersion: 1,
      requestId: `Q${1 + (index % 8)}-r${index % 5}-${String(index).padStart(7, '0')}`,
      target: 'bench',
      workload: `Q${1 + (index % 8)}`,
      phase: 'measured',
      round: index % 5,
      index,
      scheduledAt: startAt,
      startAt,
      sentAt: startAt,
      headersAt: startAt + 1,
      firstTokenAt: first,
      firstOutputAt: first,
      tokenAt,
      lastTokenAt: tokenAt.at(-1),
      endAt: tokenAt.at(-1),
      promptTokens: 32,
      outputTokens: tokens,
      tokenCountSource: 'usage',
      chunkCount: tokens,
      usage: null,
      requestedOutputTokens: tokens,
      intendedPromptTokens: 32,
      promptLengthBasis: 'target_tokenizer',
      finishReason: failed ? null : 'length',
      httpStatus: 200,
      errorClass: failed ? 'stream_cut_short' : null,
      errorMessage: failed ? 'the stream ended early' : null,
      retries: 0,
      model: 'bench',
      transport: 'none',
      connectionReused: true,
      simulated: true,
      flags: [],
      outputText: null,
      outputTokenIds: null,
    }
  }
}

let peak = 0
const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 50)
watch.unref()
/** A generator does not yield to timers: memory is looked at every so many records. */
function* watched(count) {
  let seen = 0
  for (const record of records(count)) {
    if (seen++ % 10_000 === 0) peak = Math.max(peak, process.memoryUsage().rss)
    yield record
  }
}

for (const count of counts.length > 0 ? counts : [10_000, 100_000, 1_000_000]) {
  const idle = process.hrtime.bigint()
  for (const record of records(count)) if (record.index < 0) throw new Error('unreachable')
  const started = process.hrtime.bigint()
  peak = process.memoryUsage().rss
  const html = await renderReport({ input: readArtifact(summary, 'bench'), format: 'html', records: watched(count) })
  peak = Math.max(peak, process.memoryUsage().rss)
  const seconds = (from, to) => (Number(to - from) / 1e9).toFixed(2)
  const ended = process.hrtime.bigint()
  console.log(
    `${count} records: ${seconds(started, ended)} s (records alone ${seconds(idle, started)} s), ` +
      `page ${(html.length / 1e6).toFixed(2)} MB, peak memory ${Math.round(peak / 1e6)} MB`,
  )
}
