// docs/performance.md from the kept rounds.
import { countingRuns, figures, judge, loadThreadRuns, median, rounds } from './figures.mjs'

/** The whole page. `results` is what docs/performance.json holds. */
export function performancePage(results) {
  return `${[
    '# Performance',
    `Written by \`npm run bench\` (\`-- --only NAME\` for a part, \`-- --quick\` for a first look without this page); all rounds are in
[performance.json](performance.json). Each script runs in processes of its own, the clients in turns whose order is reversed every
round; a figure is the median of its rounds. CPU is user and system time of all threads, read from outside the process.`,
    ...Object.entries(results.parts).map(([name, part]) => measuredOn(name, part)),
    '## Figures to reach',
    figureTable(results),
    ...notReached(results),
    ...clientSection(results.parts.clients?.lines ?? []),
    ...otherTables(results),
  ].join('\n\n')}\n`
}

function measuredOn(name, { machine, measured_at: measuredAt, busy_before: busy }) {
  const { processor, cores, memory_gb: memory, system, node } = machine
  const others =
    busy !== null && busy > 0.1
      ? ` **${Math.round(100 * busy)} % of the machine was busy with other work just before: times and tails are not to be trusted.**`
      : ''
  return `\`${name}\`: ${measuredAt}, ${processor}, ${cores} cores, ${memory} GB, ${system}, Node ${node}.${others}`
}

function figureTable({ parts }) {
  const rows = figures
    .filter(({ part }) => parts[part])
    .map((figure) => {
      const { value, verdict } = judge(figure, parts[figure.part].lines)
      const goal = `${figure.unit === 'x' ? '≥' : '≤'} ${figure.goal} ${figure.unit}`
      const mark = verdict === 'reached' ? verdict : `**${verdict}**`
      const of = (reference) => number(reference?.(parts[figure.part].lines))
      const { figure: name, subject, floor, limit, seen } = figure
      return [name, subject, goal, number(value), of(floor), of(limit), mark, seen]
    })
  return table(
    ['figure', 'of', 'goal', 'measured', 'bare Node, this run', 'C, this run', 'verdict', 'limit seen before'],
    rows,
  )
}

function notReached({ parts }) {
  const open = figures
    .filter(({ part }) => parts[part])
    .filter((figure) => judge(figure, parts[figure.part].lines).verdict === 'not reached')
  const missing = (parts.clients?.lines ?? []).filter((line) => line.kind === 'missing')
  const reasons = [...new Set(open.map(({ why }) => why))]
  const limits = reasons.map((why) => {
    const limited = open.filter((figure) => figure.why === why)
    const names = [...new Set(limited.map(({ figure, subject }) => `${figure} (${subject.split(' ')[0]})`))]
    return `- ${names.join('; ')}: ${why}.`
  })
  return [
    ...(limits.length > 0 ? ['What limits those that are not reached:', limits.join('\n')] : []),
    ...missing.map(({ why }) => `Not measured: ${why}.`),
  ]
}

function clientSection(lines) {
  if (lines.length === 0) return []
  return [
    '## Clients side by side',
    `One event is one HTTP chunk of about 235 bytes, as vLLM writes them, sent by a C server that notes CLOCK_MONOTONIC just before each write.
Stamp error is the client's stamp minus that. *Aligned*: all streams step at one instant, as a batching engine does; *paced*: spread evenly.
Each client has a first wave of requests as a warm-up (two seconds; not where open streams are counted), and of the second the first 20
tokens of a stream are left out. \`c\` is an epoll loop without HTTP and JSON, \`node-floor\` the socket callback of the raw transport with a
stamp and a search for the token key and nothing else: what the machine and what the runtime allow. A round that lost an event is counted and never averaged. A client whose stamp error is far above the time between events is saturated: its reads hold several events
each, which flatters its CPU per event.

What a change costs is measured in pairs, so that the state of the machine falls on both:
\`node packages/clients/bench/run.mjs --against CHECKOUT --rounds 9 --regimes firehose,short-answers\` runs our transports in turns with
those of another checkout (built), and ends with the median, smallest and largest ratio of CPU and memory of each pair.`,
    ...clientTables(lines),
    ...profiles(lines),
  ]
}

function clientTables(lines) {
  const regimes = [...new Set(lines.filter(({ kind }) => kind === 'round').map(({ regime }) => regime))]
  return regimes.flatMap((regime) => {
    const names = [
      ...new Set(lines.filter((line) => line.regime === regime && line.kind === 'round').map((line) => line.variant)),
    ]
    const rate = (name) => median(rounds(lines, regime, name), (round) => round.eventsPerCpuSecond)
    const rows = names.map((name) => {
      const all = lines.filter((line) => line.kind === 'round' && line.regime === regime && line.variant === name)
      const good = rounds(lines, regime, name)
      const times = (other) => (rate(name) && rate(other) ? number(rate(name) / rate(other)) : '–')
      const error = (share) => number(median(good, (round) => round.steady?.[share]))
      return [
        name,
        `${good.length} of ${all.length}`,
        number(rate(name)),
        number(rate(name) && 1e6 / rate(name)),
        times('openai'),
        times('aiohttp'),
        error('p50'),
        error('p99'),
        number(median(good, (round) => round.maxRssMb)),
      ]
    })
    const head = [
      'client',
      'whole rounds',
      'events/CPU-s',
      'µs/event',
      'x openai',
      'x aiohttp',
      'error p50 ms',
      'p99 ms',
      'peak MB',
    ]
    return [`### ${titleOf(regime)}`, table(head, rows)]
  })
}

function titleOf(regime) {
  const [, streams, shape] = /^(\d+)x50-(\w+)$/.exec(regime) ?? []
  if (streams) return `${streams} streams x 50 events a second, ${shape}`
  if (regime === 'short-answers') return '2,000 answers of 5 tokens, all at once'
  const [, open] = /^open-(\d+)$/.exec(regime) ?? []
  return open ? `${Number(open).toLocaleString('en')} open streams` : '32 streams at full speed, many events a read'
}

function profiles(lines) {
  const found = lines.filter(({ kind }) => kind === 'profile')
  if (found.length === 0) return []
  const rows = found.map(({ regime, variant, hottest }) => [
    `${variant}, ${regime}`,
    hottest.map(({ where, share }) => `${where} ${(100 * share).toFixed(1)} %`).join(', '),
  ])
  return [
    '### Where the time goes',
    'Own time of the hottest functions, start-up included, as shares of busy time.',
    table(['run', 'functions'], rows),
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

function otherTables({ parts }) {
  const sections = []
  if (parts.counting) sections.push(...countingTable(parts.counting.lines))
  if (parts['load-thread']) sections.push(...loadThreadTable(parts['load-thread'].lines))
  if (parts.schedule) {
    const rates = [...new Set(parts.schedule.lines.map(({ rate }) => rate))]
    const row = (rate) => {
      const of = (field, name = 'schedule-lateness') =>
        number(
          median(
            parts.schedule.lines.filter((line) => line.rate === rate && line.name === name),
            (line) => line[field],
          ),
        )
      const spin = (field) => of(field, 'spin-lateness')
      return [
        rate,
        of('early'),
        of('p50Ms'),
        of('p99Ms'),
        of('maxMs'),
        of('cpuShare'),
        of('eventLoopDelayP99Ms'),
        `${spin('p50Ms')} / ${spin('p99Ms')} / ${spin('maxMs')}`,
      ]
    }
    const head = [
      'requests/s',
      'early',
      'late p50 ms',
      'p99 ms',
      'max ms',
      'CPU share',
      'event loop p99 ms',
      'a loop that only asks the time: p50 / p99 / max',
    ]
    sections.push(
      '## Keeping a schedule',
      `Poisson arrivals into a client that answers after 100 ms, without a network; the first two seconds are a warm-up. The loop that only asks
the time takes a whole core for it.`,
      table(head, rates.map(row)),
    )
  }
  if (parts.metrics) {
    const { lines } = parts.metrics
    const rows = [...new Set(lines.map(({ name }) => name))].map((name) => {
      const same = lines.filter((line) => line.name === name)
      return [name, number(median(same, (line) => line.value)), same[0].unit, same.length]
    })
    sections.push('## Computing the results', table(['measured', 'median', 'unit', 'runs'], rows))
  }
  if (parts.report) {
    const { lines } = parts.report
    const rows = [...new Set(lines.map(({ records }) => records))].map((records) => {
      const of = (name) =>
        median(
          lines.filter((line) => line.records === records && line.name === name),
          (line) => line.value,
        )
      const seconds = of('report_html_plots')
      const journal = lines.find((line) => line.records === records).journal_mb
      return [
        records.toLocaleString('en'),
        number(journal),
        number(seconds),
        number(seconds && (1e5 * seconds) / records),
        number(of('report_html_plots_peak_memory')),
      ]
    })
    sections.push(
      '## Reporting a long run',
      `\`node packages/suite/bench/report.mjs 1000000\` makes a run of so many requests with 16 tokens each and reports it: report.html, and every
plot as PNG and PDF. The journal is read once for all of them. CPU time is of the whole process, start-up included.`,
      table(['requests', 'journal MB', 'CPU s', 'CPU s per 100,000', 'peak MB'], rows),
    )
  }
  return sections
}

function number(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–'
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en')
  return String(Number(value.toPrecision(3)))
}

function table(head, rows) {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}
