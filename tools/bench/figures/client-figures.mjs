// Figures of the client against other clients, against bare Node and against a C reader.
import { median } from '../median.mjs'

const manyEvents = 'reading the bytes themselves, as the profile below shows'
const perEvent = {
  raw: 'with one event a read most of the cost is the kernel and the socket callback of the runtime: bare Node, which reads nothing, is not far above; and the openai package costs less a read here than where the goal was set (85 µs and more)',
  undici:
    'undici adds its parser and its callbacks to what bare Node costs, as the profile below shows; and the openai package costs less a read here than where the goal was set (85 µs and more)',
}
const burst =
  'in a burst the last event is stamped after all others were handled, so the error is the number of streams times the cost of one, most of which bare Node has too'

const merged =
  'events that wait together because the client has no core are merged by the kernel and bear the stamp of the last'

/** @type {import('../figures.mjs').Figure[]} */
export const clientFigures = [
  ...ratios(
    'firehose',
    'events per CPU-second, many events a read',
    { undici: [12, 6], raw: [25, 12], kernel: [40] },
    '32 x, 16 x',
  ),
  ...[64, 256].flatMap((streams) =>
    ['aligned', 'paced'].flatMap((shape) =>
      ratios(
        `${streams}x50-${shape}`,
        `events per CPU-second, one event a read, ${streams} streams x 50/s, ${shape}`,
        { undici: [2.5, 2], raw: [5, 4] },
        'C: 7.5 x, 5.8 x',
      ),
    ),
  ),
  {
    part: 'clients',
    figure: 'CPU an event, one event a read, 256 streams x 50/s, aligned, whole record kept',
    subject: 'kernel',
    unit: 'µs',
    goal: 9,
    seen: 'C 7.5',
    measure: (lines) => perEventUs(lines, 'kernel'),
    limit: (lines) => perEventUs(lines, 'c'),
    floor: (lines) => perEventUs(lines, 'node-floor'),
    why: 'the system calls of a read, of which the C reader has the same, and the call of them through koffi',
  },
  ...['64x50-paced', '64x50-aligned', '256x50-paced', '256x50-aligned'].flatMap((regime) =>
    stamps(regime, 'kernel', [0.01, 0.05], '.003, .009'),
  ),
  ...stamps('64x50-aligned-busy', 'kernel', [0.01, 0.1], '.003, .041'),
  ...stamps('64x50-paced', 'raw', [0.1, 0.5], 'C .05, .13'),
  ...stamps('64x50-aligned', 'raw', [0.15, 2], 'C .03, .8'),
  ...stamps('256x50-paced', 'raw', [0.1, 2], ''),
  ...stamps('256x50-aligned', 'raw', [0.2, 3], 'C p99 4'),
  ...stamps('256x50-aligned', 'raw-2-workers', [0.2, 3], ''),
  ...[
    [1000, 'raw', 120, '61'],
    [5000, 'raw', 200, '94'],
    [1000, 'kernel', 100, ''],
    [5000, 'kernel', 150, ''],
    [10_000, 'kernel', 230, ''],
  ].map(([streams, variant, goal, seen]) => ({
    part: 'clients',
    figure: `resident memory, ${streams.toLocaleString('en')} open streams, no error`,
    subject: variant,
    unit: 'MB',
    goal,
    seen,
    measure: (lines) => median(rounds(lines, `open-${streams}`, variant), (round) => round.maxRssMb),
    limit: (lines) => median(rounds(lines, `open-${streams}`, 'c'), (round) => round.maxRssMb),
    why: 'of this the bare runtime takes about 50 MB',
  })),
  ...newConnections(),
]

/** Rounds of a client in which every event arrived. */
export function rounds(lines, regime, variant) {
  return lines.filter(
    (line) => line.kind === 'round' && line.regime === regime && line.variant === variant && line.complete,
  )
}

function ratios(regime, figure, goals, seen) {
  return Object.entries(goals).flatMap(([variant, [openai, aiohttp]]) =>
    Object.entries({ openai, ...(aiohttp === undefined ? {} : { aiohttp }) }).map(([other, goal]) => ({
      part: 'clients',
      figure,
      subject: `${variant} against ${other}`,
      unit: 'x',
      goal,
      seen,
      measure: (lines) => ratio(lines, regime, variant, other),
      limit: (lines) => ratio(lines, regime, 'c', other),
      floor: (lines) => ratio(lines, regime, 'node-floor', other),
      why: regime === 'firehose' ? manyEvents : perEvent[variant],
    })),
  )
}

/** Of 256 aligned streams, µs. */
function perEventUs(lines, variant) {
  const rate = median(rounds(lines, '256x50-aligned', variant), (round) => round.eventsPerCpuSecond)
  return rate === null ? null : 1e6 / rate
}

function ratio(lines, regime, variant, other) {
  const rate = (name) => median(rounds(lines, regime, name), (round) => round.eventsPerCpuSecond)
  const [ours, theirs] = [rate(variant), rate(other)]
  return ours === null || theirs === null ? null : ours / theirs
}

function stamps(regime, variant, [p50, p99], seen) {
  const [streams, shape] = regime.replace('-busy', ', beside eight busy processes').split('x50-')
  return Object.entries({ p50, p99 }).map(([name, goal]) => ({
    part: 'clients',
    figure: `stamp error, ${streams} streams x 50/s, ${shape}`,
    subject: `${variant} ${name}`,
    unit: 'ms',
    goal,
    seen,
    measure: (lines) => median(rounds(lines, regime, variant), (round) => round.steady?.[name]),
    limit: (lines) => median(rounds(lines, regime, 'c'), (round) => round.steady?.[name]),
    floor: (lines) => median(rounds(lines, regime, 'node-floor'), (round) => round.steady?.[name]),
    why: limitOf(variant, shape),
  }))
}

function limitOf(variant, shape) {
  if (variant === 'kernel') return merged
  if (shape === 'paced')
    return 'pauses of the runtime (garbage collection, compilation) and of the machine, which bare Node has too'
  return variant === 'raw' ? burst : `${burst}; on two cores the server takes one from the workers`
}

function newConnections() {
  const rate = (lines, variant) =>
    median(
      lines.filter((line) => line.name === 'new-connections' && line.variant === variant && line.complete),
      (line) => line.per_second,
    )
  const row = {
    ...{ part: 'connections', figure: 'new connections a second, one thread, short answers', unit: 'x', seen: '' },
    why: 'by a profile (node --cpu-prof, 20,000 connections) two fifths are the system calls of a connection (connect 21 %, close 10 %, send 10 %), garbage collection is 8 %, and the rest reads the answer and keeps its record, which the C client does not; bare Node, which does not either, makes fewer with its own sockets',
  }
  return [
    ['openai', 3],
    ['c', 0.8],
  ].map(([other, goal]) => ({
    ...row,
    subject: `kernel against ${other === 'c' ? 'a C client' : other}`,
    goal,
    measure: (lines) => {
      const [ours, theirs] = [rate(lines, 'kernel'), rate(lines, other)]
      return ours === null || theirs === null ? null : ours / theirs
    },
    floor: (lines) => {
      const [bare, theirs] = [rate(lines, 'node'), rate(lines, other)]
      return bare === null || theirs === null ? null : bare / theirs
    },
  }))
}
