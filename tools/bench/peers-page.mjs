// The section of docs/performance.md about other clients, from the kept rounds of the part `peers`.
import { number, table } from './page-table.mjs'
import { marginalCpu, peerFigure, peerRuns } from './peer-figures.mjs'

const OURS = 'ours'

const read = {
  usPerEvent: ['µs CPU an event, all in', (run) => run.usPerEvent],
  gapP50: ['gap error p50 ms', (run) => run.gapError?.p50],
  gapP99: ['p99 ms', (run) => run.gapError?.p99],
  ttftMean: ['TTFT error mean ms', (run) => run.ttftError?.mean],
  ttftP99: ['p99 ms', (run) => run.ttftError?.p99],
  peakMb: ['peak MB', (run) => run.peakMb],
  processes: ['processes', (run) => run.processes],
  cpuS: ['CPU s', (run) => run.cpuS],
  beyondLoad: ['seconds beyond the load', (run) => run.beyondLoadMs / 1000],
  firstWave: ['TTFT error of the first wave, mean ms', (run) => run.waves?.firstMs],
  laterWaves: ['of the later ones', (run) => run.waves?.laterMs],
  lateP50: ['late p50 ms', (run) => run.arrivals?.lateP50Ms],
  lateP99: ['p99 ms', (run) => run.arrivals?.lateP99Ms],
  lateMax: ['max ms', (run) => run.arrivals?.lateMaxMs],
  gapCv: ['variation of the gaps', (run) => run.arrivals?.gapCv],
}

const timed = ['usPerEvent', 'marginal', 'gapP50', 'gapP99', 'ttftMean', 'ttftP99', 'peakMb', 'processes']

/** Which columns a load has; of those a smaller figure is a better one, `ahead` names the ones that are compared. */
const sections = [
  {
    scenario: 'start-up',
    title: 'Start and end: four requests of four tokens',
    columns: ['cpuS', 'beyondLoad', 'peakMb', 'processes'],
  },
  { scenario: '64x50-aligned', title: '64 streams x 50 tokens a second, aligned', columns: timed },
  { scenario: '256x50-aligned', title: '256 streams x 50 tokens a second, aligned', columns: timed },
  { scenario: 'waves', title: 'Four waves of 32 requests', columns: ['firstWave', 'laterWaves', 'cpuS'] },
  {
    scenario: 'open-loop',
    title: 'An open loop: 50 requests a second at even distances, as they came to the server',
    columns: ['lateP50', 'lateP99', 'lateMax', 'gapCv', 'cpuS'],
  },
  {
    scenario: 'started-together',
    title: '1,000 streams started together',
    columns: ['ttftMean', 'ttftP99', 'cpuS', 'peakMb', 'processes'],
  },
]

/** Empty before anything was measured. */
export function peersSection(lines) {
  const clients = lines.filter(({ kind }) => kind === 'peer')
  if (clients.length === 0) return []
  return [
    '## Other clients side by side',
    `\`npm run bench:peers\` installs each client from its registry into a folder of the user's cache and measures all of them in turns, the order
reversed each round, on one server in C that writes down when each request came and when each token was written. Every client is run by its own command, with its own
defaults beside the words below, on both cores, which it shares with the server. CPU and memory (proportional set size) are those of all its processes. *Gap error*: how far
the time between two tokens, as the client wrote it for each of them, lies from the server's. *TTFT error*: what the client adds to the time from a
whole request at the server to its first token. A cell without a figure is explained below the tables.`,
    ...peersTables(lines),
    ...ahead(lines, clients),
    ...notMeasured(lines, clients),
    ...commands(clients),
  ]
}

/** A table for each load. */
export function peersTables(lines) {
  const clients = lines.filter(({ kind }) => kind === 'peer')
  return sections.flatMap((section) => sectionTable(lines, clients, section))
}

function valueOf(lines, peer, scenario, column) {
  return column === 'marginal' ? marginalCpu(lines, peer, scenario) : peerFigure(lines, peer, scenario, read[column][1])
}

const titleOf = (column) => (column === 'marginal' ? 'µs without the start' : read[column][0])

function sectionTable(lines, clients, { scenario, title, columns }) {
  if (!lines.some((line) => line.kind === 'peer-run' && line.scenario === scenario)) return []
  const rows = clients.map(({ name, version }) => {
    const all = lines.filter((line) => line.kind === 'peer-run' && line.peer === name && line.scenario === scenario)
    const whole = all.some(({ unable }) => unable) ? '–' : `${peerRuns(lines, name, scenario).length} of ${all.length}`
    return [`${name} ${version}`, whole, ...columns.map((column) => number(valueOf(lines, name, scenario, column)))]
  })
  return [`### ${title}`, table(['client', 'whole runs', ...columns.map(titleOf)], rows)]
}

/** Where another client has the better median: what is to be worked on. */
function ahead(lines, clients) {
  const others = clients.filter(({ name }) => !name.startsWith(OURS))
  const compared = sections.flatMap(({ scenario, title, columns }) =>
    columns
      .filter((column) => column !== 'processes' && column !== 'gapCv')
      .map((column) => ({ scenario, title, column })),
  )
  const found = compared.flatMap(({ scenario, title, column }) => {
    const own = valueOf(lines, OURS, scenario, column)
    const better = others
      .map(({ name }) => ({ name, value: valueOf(lines, name, scenario, column) }))
      .filter(({ value }) => value !== null && own !== null && Math.abs(value) < Math.abs(own))
    if (better.length === 0) return []
    const names = better.map(({ name, value }) => `${name} ${number(value)}`).join(', ')
    return [`- ${title}, ${fullTitle(column)}: ${names}; ours ${number(own)}.`]
  })
  if (found.length === 0) return ['No other client has a better median in any of these columns.']
  return ['Where another client has the better median:', found.join('\n')]
}

const FULL = {
  gapP99: 'gap error p99 ms',
  ttftP99: 'TTFT error p99 ms',
  lateP99: 'late p99 ms',
  lateMax: 'late max ms',
  laterWaves: 'TTFT error of the later waves, mean ms',
}
const fullTitle = (column) => FULL[column] ?? titleOf(column)

function notMeasured(lines, clients) {
  const reasons = clients.flatMap(({ name, missing, unable }) => {
    if (missing) return [`- ${name}: not measured, because ${missing}.`]
    const runs = lines.filter((line) => line.kind === 'peer-run' && line.peer === name)
    const broken = runs.flatMap(({ scenario, failed, unable: why, unread, complete }) => {
      if (why) return [`${scenario}: ${why}`]
      if (failed) return [`${scenario}: ${failed}`]
      if (unread) return [`${scenario}: its result could not be read: ${unread}`]
      return complete ? [] : [`${scenario}: fewer requests than asked for came to the server whole`]
    })
    const told = [...Object.entries(unable).map(([figure, why]) => `${figure}: ${why}`), ...new Set(broken)]
    return told.map((why) => `- ${name}, not measured: ${why}.`)
  })
  return reasons.length === 0 ? [] : [reasons.join('\n')]
}

function commands(clients) {
  const wanted = ['256x50-aligned', 'open-loop']
  const blocks = clients
    .filter(({ missing }) => !missing)
    .map(({ title, version, commands: all, files }) =>
      [
        `# ${title} ${version}`,
        ...wanted.flatMap((scenario) => (all[scenario] ? [all[scenario]] : [])),
        ...Object.entries(files ?? {}).map(([name, text]) => `# ${name}:\n${text.trim()}`),
      ].join('\n'),
    )
  return ['The commands of the 256 streams and of the open loop:', `\`\`\`text\n${blocks.join('\n\n')}\n\`\`\``]
}
