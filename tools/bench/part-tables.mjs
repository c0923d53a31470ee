// The tables of docs/performance.md below the clients: one section for each part that was measured.
import { countingRuns, loadThreadRuns } from './figures/program-figures.mjs'
import { median } from './median.mjs'
import { number, table } from './page-table.mjs'
import { peersTables } from './peers-page.mjs'

const sections = {
  connections: connectionsTable,
  program: programTables,
  counting: countingTable,
  'load-thread': loadThreadTable,
  shards: shardTables,
  schedule: scheduleTable,
  compare: compareTable,
  metrics: metricsTable,
  pages: pagesTable,
  report: reportTable,
}

/** @param parts - what docs/performance.json holds under that name. */
export function partTables(parts) {
  return Object.entries(sections).flatMap(([name, section]) => (parts[name] ? section(parts[name].lines) : []))
}

function connectionsTable(lines) {
  const variants = [...new Set(lines.map(({ variant }) => variant))]
  const rows = variants.map((variant) => {
    const all = lines.filter((line) => line.variant === variant)
    const whole = all.filter(({ complete }) => complete)
    return [variant, `${whole.length} of ${all.length}`, number(median(whole, (line) => line.per_second))]
  })
  return [
    '## New connections',
    `Answers of five tokens, sent at once, 64 at a time; the server closes the connection behind each. Client and server have a core each.`,
    table(['client', 'whole rounds', 'connections/s'], rows),
  ]
}

function programTables(lines) {
  return [
    '## The program on a server that knows the truth',
    `The packed program as a user runs it, with its default transport and with \`raw\`, on the server and by the measures of
\`npm run bench:peers\`, client and server on the same cores.`,
    ...peersTables(lines),
  ]
}

function countingTable(lines) {
  const of = (tokenizeMs, field) => number(median(countingRuns(lines, tokenizeMs), (line) => line[field]))
  return [
    '## Counting prompts beside the load',
    `The same closed loop of 8 against a server whose \`/tokenize\` takes so long: all prompts are counted before the first request.`,
    table(
      ['ms a call', 'tokens/s', 'mean concurrency, of what was asked', 'calls within the load'],
      [0, 5, 20, 80].map((ms) => [ms, of(ms, 'output_tps'), of(ms, 'concurrency_share'), of(ms, 'calls_in_load')]),
    ),
  ]
}

function loadThreadTable(lines) {
  const of = (threads, field) => number(median(loadThreadRuns(lines, threads), (line) => line[field]))
  return [
    '## Stamping beside a busy program',
    `Eight streams of one token every 20 ms, while the program's own thread stands still for 50 ms out of every 200.`,
    table(
      ['load sent from', 'gap p50 ms', 'p99 ms', 'max ms'],
      [
        [1, 'a thread of its own'],
        [0, "the program's thread"],
      ].map(([threads, name]) => [
        name,
        of(threads, 'itl_p50_ms'),
        of(threads, 'itl_p99_ms'),
        of(threads, 'itl_max_ms'),
      ]),
    ),
  ]
}

function shardTables(lines) {
  const clients = lines.filter(({ name }) => name === 'shards')
  const coordinators = lines.filter(({ name }) => name === 'coordinator')
  const distinct = (all, key) => [...new Map(all.map((line) => [key(line), line])).values()]
  const clientRows = distinct(clients, ({ streams, variant }) => `${streams} ${variant}`).map(
    ({ streams, variant }) => {
      const same = clients.filter((line) => line.streams === streams && line.variant === variant)
      const of = (field) => number(median(same, (line) => line[field]))
      const limits = same.filter(({ saturated }) => saturated).length
      return [
        streams,
        variant,
        of('events_per_s'),
        of('itl_p50_ms'),
        of('itl_p99_ms'),
        of('cpu_s_per_million'),
        `${limits} of ${same.length}`,
      ]
    },
  )
  const coordinatorRows = distinct(coordinators, ({ shards, requests }) => `${shards} ${requests}`).map(
    ({ shards, requests }) => {
      const same = coordinators.filter((line) => line.shards === shards && line.requests === requests)
      const of = (field) => median(same, (line) => line[field])
      const figures = [
        of('cpu_s_per_1000'),
        of('cpu_s_per_1000') * shards,
        of('requests_per_s'),
        of('peak_mb'),
        of('journal_mb'),
      ]
      return [shards, requests.toLocaleString('en'), ...figures.map(number)]
    },
  )
  return [
    '## Shards and load threads',
    `Streams of 50 events a second from a server that writes to all of them in one tick; server and clients share the cores. Gaps are 20 ms in truth. CPU is that
of all client processes from the plan to the result.`,
    table(
      ['streams', 'client', 'events/s', 'gap p50 ms', 'p99 ms', 'CPU s per million events', 'at its limit'],
      clientRows,
    ),
    `What shard 0 costs. **Simulated:** the other shards are pretended by one process, which answers every request at once, over TLS, with a record of 64 tokens that nobody
measured; shard 0 makes and deals the requests, reads, checks, places, writes and watches the records, as fast as it can. The fourth column says how many cores it would need
for 1,000 requests a second of each shard.`,
    table(
      [
        'shards',
        'requests',
        'CPU s per 1,000',
        'cores for 1,000/s each',
        'requests/s reached',
        'peak MB',
        'journal MB',
      ],
      coordinatorRows,
    ),
  ]
}

function scheduleTable(lines) {
  const rates = [...new Set(lines.map(({ rate }) => rate))]
  const row = (rate) => {
    const of = (field, name = 'schedule-lateness') =>
      number(
        median(
          lines.filter((line) => line.rate === rate && line.name === name),
          (line) => line[field],
        ),
      )
    const spin = (field) => of(field, 'spin-lateness')
    return [
      ...[rate, of('early'), of('p50Ms'), of('p99Ms'), of('maxMs'), of('cpuShare'), of('eventLoopDelayP99Ms')],
      `${spin('p50Ms')} / ${spin('p99Ms')} / ${spin('maxMs')}`,
    ]
  }
  const head = [
    ...['requests/s', 'early', 'late p50 ms', 'p99 ms', 'max ms', 'CPU share', 'event loop p99 ms'],
    'a loop that only asks the time: p50 / p99 / max',
  ]
  return [
    '## Keeping a schedule',
    `Poisson arrivals into a client that answers after 100 ms, without a network; the first two seconds are a warm-up. The loop that only asks
the time takes a whole core for it.`,
    table(head, rates.map(row)),
  ]
}

function compareTable(lines) {
  const of = (field) => number(median(lines, (line) => line[field]))
  const [{ rounds }] = lines
  return [
    '## Comparing in rounds',
    `\`node packages/cli/bench/compare-overhead.mjs ${rounds}\`: two targets in interleaved rounds of half a second. Between rounds no request is under way:
${of('idle_ms')} ms of ${of('wall_ms')} ms from the first request to the last answer, ${of('idle_share')} of the time.`,
  ]
}

function metricsTable(lines) {
  const rows = [...new Set(lines.map(({ name }) => name))].map((name) => {
    const same = lines.filter((line) => line.name === name)
    return [name, number(median(same, (line) => line.value)), same[0].unit, same.length]
  })
  return ['## Computing the results', table(['measured', 'median', 'unit', 'runs'], rows)]
}

function pagesTable(lines) {
  const made = lines.filter(({ name }) => name === 'report-page')
  const counts = [...new Set(made.map(({ records }) => records))]
  const rows = counts.map((records) => {
    const of = (field, name = 'report-page') =>
      number(
        median(
          lines.filter((line) => line.name === name && line.records === records),
          (line) => line[field],
        ),
      )
    return [
      ...[records.toLocaleString('en'), of('seconds'), of('page_mb'), of('peak_mb')],
      of('interactive_s', 'page-open'),
    ]
  })
  return [
    '## Pages of long runs',
    'The page alone, from records that are made one by one; opened in Chromium until it can be used.',
    table(['requests', 'seconds', 'page MB', 'peak MB', 'open after s'], rows),
  ]
}

function reportTable(lines) {
  const rows = [...new Set(lines.map(({ records }) => records))].map((records) => {
    const of = (name) =>
      median(
        lines.filter((line) => line.records === records && line.name === name),
        (line) => line.value,
      )
    const seconds = of('report_html_plots')
    const journal = lines.find((line) => line.records === records).journal_mb
    return [
      ...[records.toLocaleString('en'), number(journal), number(seconds)],
      ...[number(seconds && (1e5 * seconds) / records), number(of('report_html_plots_peak_memory'))],
    ]
  })
  return [
    '## Reporting a long run',
    `\`node packages/suite/bench/report.mjs 1000000\` makes a run of so many requests with 16 tokens each and reports it: report.html, and every
plot as PNG and PDF. The journal is read once for all of them. CPU time is of the whole process, start-up included.`,
    table(['requests', 'journal MB', 'CPU s', 'CPU s per 100,000', 'peak MB'], rows),
  ]
}
