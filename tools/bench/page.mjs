// docs/performance.md from the kept rounds.
import { rounds } from './figures/client-figures.mjs'
import { figures, judge } from './figures.mjs'
import { median } from './median.mjs'
import { number, table } from './page-table.mjs'
import { partTables } from './part-tables.mjs'
import { peersSection } from './peers-page.mjs'

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
    ...peersSection(results.parts.peers?.lines ?? []),
    ...clientSection(results.parts.clients?.lines ?? []),
    ...partTables(results.parts),
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
