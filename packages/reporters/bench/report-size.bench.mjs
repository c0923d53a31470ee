// Report generation against the number of records: time, memory, size of the page. Records are made one by one, as a journal is read.
// usage, after npx tsup: node bench/report-size.bench.mjs [counts...]      baseline: making the records alone. One JSON line a count.
import { readArtifact, renderReport } from '../dist/index.js'
import { benchRecords, emptySummary } from './bench-records.mjs'

const counts = process.argv.slice(2).map(Number)
let peak = 0
const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 50)
watch.unref()
/** A generator does not yield to timers: memory is looked at every so many records. */
function* watched(count) {
  let seen = 0
  for (const record of benchRecords(count)) {
    if (seen++ % 10_000 === 0) peak = Math.max(peak, process.memoryUsage().rss)
    yield record
  }
}

for (const count of counts.length > 0 ? counts : [10_000, 100_000, 1_000_000]) {
  const idle = process.hrtime.bigint()
  for (const record of benchRecords(count)) if (record.index < 0) throw new Error('unreachable')
  const started = process.hrtime.bigint()
  peak = process.memoryUsage().rss
  const html = await renderReport({
    input: readArtifact(emptySummary, 'bench'),
    format: 'html',
    records: watched(count),
  })
  peak = Math.max(peak, process.memoryUsage().rss)
  const seconds = (from, to) => Number(to - from) / 1e9
  const ended = process.hrtime.bigint()
  console.log(
    JSON.stringify({
      ...{
        name: 'report-page',
        records: count,
        seconds: seconds(started, ended),
        records_alone_seconds: seconds(idle, started),
      },
      ...{ page_mb: html.length / 1e6, peak_mb: peak / 1e6 },
    }),
  )
}
