// The figures to reach, each with its goal, and how it is read off the measured rounds.

/**
 * @typedef {{ part: string, figure: string, subject: string, unit: string, goal: number, seen: string,
 *   measure: (lines: object[]) => number | null, limit?: (lines: object[]) => number | null,
 *   floor?: (lines: object[]) => number | null, why: string }} Figure
 * `goal` is a least for ratios (unit `x`), a most for everything else. `seen` is the limit found with prototypes; `limit` is
 * what the C reader reaches in the same run, and `floor` what the bare runtime does: a socket callback or a loop without a
 * client behind it. `why` is what limits it, printed where it is not reached.
 */

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

/** @type {Figure[]} */
export const figures = [
  ...ratios('firehose', 'events per CPU-second, many events a read', { undici: [12, 6], raw: [25, 12] }, '32 x, 16 x'),
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
  ...['64x50-paced', '64x50-aligned', '256x50-paced', '256x50-aligned'].flatMap((regime) =>
    stamps(regime, 'kernel', [0.01, 0.05], '.003, .009'),
  ),
  ...stamps('64x50-paced', 'raw', [0.1, 0.5], 'C .05, .13'),
  ...stamps('64x50-aligned', 'raw', [0.15, 2], 'C .03, .8'),
  ...stamps('256x50-paced', 'raw', [0.1, 2], ''),
  ...stamps('256x50-aligned', 'raw', [0.2, 3], 'C p99 4'),
  ...stamps('256x50-aligned', 'raw-2-workers', [0.2, 3], ''),
  ...[
    [1000, 120, 61],
    [5000, 200, 94],
  ].map(([streams, goal, seen]) => ({
    part: 'clients',
    figure: `resident memory, ${streams.toLocaleString('en')} open streams, no error`,
    subject: 'raw',
    unit: 'MB',
    goal,
    seen: `${seen}`,
    measure: (lines) => median(rounds(lines, `open-${streams}`, 'raw'), (round) => round.maxRssMb),
    limit: (lines) => median(rounds(lines, `open-${streams}`, 'c'), (round) => round.maxRssMb),
    why: 'of this the bare runtime takes about 50 MB',
  })),
  ...schedule(),
  ...counting(),
  {
    part: 'load-thread',
    figure: 'gap between tokens that come every 20 ms, program busy 50 of every 200 ms',
    subject: 'load thread, p99',
    unit: 'ms',
    goal: 25,
    seen: '',
    measure: (lines) => median(loadThreadRuns(lines, 1), (line) => line.itl_p99_ms),
    why: 'server, load thread and the busy program share the cores of this machine',
  },
  {
    part: 'prompts',
    figure: 'prompts of 512 tokens, counted by a tokenizer folder',
    subject: 'CPU for 1,000 of them',
    unit: 's',
    goal: 0.5,
    seen: '',
    measure: (lines) => median(promptRuns(lines), (line) => line.build_cpu_s),
    why: 'each text is counted three times as a whole; words are encoded once, and the rest is cutting the text into them, joining their tokens and clearing away',
  },
  {
    part: 'prompts',
    figure: 'prompts of 512 tokens, counted by a tokenizer folder',
    subject: 'of the asked length',
    unit: 'x',
    goal: 1,
    seen: '',
    measure: (lines) => median(promptRuns(lines), (line) => line.exact_share),
    why: 'no cut of the text gives the number',
  },
  ...startUp(),
  {
    part: 'metrics',
    figure: 'percentiles of 10 million samples, exact',
    subject: 'time',
    unit: 's',
    goal: 0.5,
    seen: '.14',
    measure: named('percentiles_10m'),
    why: 'two passes over 80 MB',
  },
  {
    part: 'metrics',
    figure: 'percentiles of 10 million samples, exact',
    subject: 'memory',
    unit: 'MB',
    goal: 200,
    seen: '124',
    measure: named('percentiles_10m_peak_memory'),
    why: 'of this the samples are 80 MB and the bare runtime about 50 MB',
  },
  {
    part: 'metrics',
    figure: 'interval and bound of a p99, a million values in 1,000 rounds',
    subject: 'time',
    unit: 's',
    goal: 0.1,
    seen: '–',
    measure: named('interval_p99_1m'),
    why: 'each round is counted against the percentile',
  },
  {
    part: 'replay',
    figure: 'a Mooncake file of a million requests: times, lengths, block ids and ideal hits planned',
    subject: 'thousands of rows a second',
    unit: 'x',
    goal: 20,
    seen: '',
    measure: (lines) => median(replayRuns(lines), (line) => line.planned_rows_per_second / 1000),
    why: 'every row is parsed and checked, and its block ids are walked through the tree of what came before',
  },
  {
    part: 'replay',
    figure: 'a Mooncake file of a million requests, with 64 MB of texts put together ahead of need',
    subject: 'memory',
    unit: 'MB',
    goal: 300,
    seen: '',
    measure: (lines) => median(replayRuns(lines), (line) => line.peak_mb),
    why: 'of this the block ids are 4 bytes each, the texts 64 MB and the bare runtime about 50 MB',
  },
  {
    part: 'report',
    figure: 'page and plots of a run of a million requests',
    subject: 'memory',
    unit: 'MB',
    goal: 500,
    seen: '',
    measure: (lines) =>
      median(
        lines.filter((line) => line.name === 'report_html_plots_peak_memory' && line.records === 1_000_000),
        (line) => line.value,
      ),
    why: '40 bytes a request for distributions and time, and the libraries that draw',
  },
  {
    part: 'report',
    figure: 'page and plots of a run of a million requests',
    subject: 'CPU a request, of that in a run of a quarter million',
    unit: 'share',
    goal: 1.1,
    seen: '',
    measure: (lines) => {
      const perRequest = (records) => reportSeconds(lines, records) / records
      return perRequest(1_000_000) / perRequest(250_000)
    },
    why: 'what is computed of all requests together grows with their number and no faster',
  },
]

/** `reached`, `not reached`, or `not measured` where a round, or whom to compare with, is missing. */
export function judge({ unit, goal, measure }, lines) {
  const value = measure(lines)
  if (value === null || !Number.isFinite(value)) return { value: null, verdict: 'not measured' }
  const reached = unit === 'x' ? value >= goal : value <= goal
  return { value, verdict: reached ? 'reached' : 'not reached' }
}

/** The middle of what `of` gives for each; `null` without any. */
export function median(all, of) {
  const sorted = all
    .map(of)
    .filter((value) => Number.isFinite(value))
    .sort((a, b) => a - b)
  if (sorted.length === 0) return null
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** Rounds of a client in which every event arrived. */
export function rounds(lines, regime, variant) {
  return lines.filter(
    (line) => line.kind === 'round' && line.regime === regime && line.variant === variant && line.complete,
  )
}

function ratios(regime, figure, goals, seen) {
  return Object.entries(goals).flatMap(([variant, [openai, aiohttp]]) =>
    Object.entries({ openai, aiohttp }).map(([other, goal]) => ({
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

function ratio(lines, regime, variant, other) {
  const rate = (name) => median(rounds(lines, regime, name), (round) => round.eventsPerCpuSecond)
  const [ours, theirs] = [rate(variant), rate(other)]
  return ours === null || theirs === null ? null : ours / theirs
}

function stamps(regime, variant, [p50, p99], seen) {
  const [streams, shape] = regime.split('x50-')
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

/** Runs with so many load threads; 0: from the program's own thread. */
export function loadThreadRuns(lines, threads) {
  return lines.filter((line) => line.name === 'load-thread' && line.load_threads === threads)
}

/** A thousand prompts of 512 tokens. */
function promptRuns(lines) {
  return lines.filter((line) => line.name === 'prompts' && line.prompts === 1000 && line.tokens === 512)
}

function startUp() {
  const of = (measure) => (lines) =>
    median(
      lines.filter(({ name }) => name === 'start-up'),
      measure,
    )
  const row = { part: 'start-up', seen: '', why: 'loading the code of the program, as a profile of the run shows' }
  return [
    ...['help', 'version'].map((flag) => ({
      ...row,
      figure: `--${flag}, beyond bare Node`,
      subject: 'time',
      unit: 'ms',
      goal: 40,
      measure: of((line) => line[`${flag}_ms`] - line.node_ms),
    })),
    {
      ...row,
      figure: 'a run of 64 requests',
      subject: 'CPU',
      unit: 's',
      goal: 0.5,
      measure: of((line) => line.run_64_cpu_s),
    },
    {
      ...row,
      figure: 'a run of 200 requests, beyond its load',
      subject: 'time',
      unit: 'ms',
      goal: 1500,
      measure: of((line) => line.run_200_beyond_load_ms),
    },
  ]
}

/** Plans of a million rows. */
function replayRuns(lines) {
  return lines.filter((line) => line.name === 'replay-plan' && line.rows === 1_000_000)
}

/** Runs against a server whose /tokenize takes so long. */
export function countingRuns(lines, tokenizeMs) {
  return lines.filter((line) => line.name === 'counting' && line.tokenize_ms === tokenizeMs)
}

function reportSeconds(lines, records) {
  const runs = lines.filter((line) => line.name === 'report_html_plots' && line.records === records)
  return median(runs, (line) => line.value) ?? Number.NaN
}

function counting() {
  const rate = (lines, tokenizeMs) => median(countingRuns(lines, tokenizeMs), (line) => line.output_tps)
  const row = { part: 'counting', seen: '', why: 'ramp-up and drain of a short run' }
  return [
    ...[5, 20, 80].map((tokenizeMs) => ({
      ...row,
      figure: 'throughput beside a /tokenize that takes no time',
      subject: `${tokenizeMs} ms a call`,
      unit: 'x',
      goal: 0.95,
      measure: (lines) => {
        const [slow, free] = [rate(lines, tokenizeMs), rate(lines, 0)]
        return slow === null || free === null ? null : slow / free
      },
    })),
    {
      ...row,
      figure: 'questions to /tokenize within the load',
      subject: '80 ms a call',
      unit: 'calls',
      goal: 0,
      measure: (lines) => median(countingRuns(lines, 80), (line) => line.calls_in_load),
    },
  ]
}

function schedule() {
  const named = (name) => (field) => (lines) =>
    median(
      lines.filter((line) => line.name === name && line.rate === 500),
      (line) => line[field],
    )
  const at500 = named('schedule-lateness')
  const spin = named('spin-lateness')
  const row = { part: 'schedule', figure: 'schedule lateness, Poisson 500/s' }
  const why =
    'a pause of the runtime delays what falls due in it: one garbage collection of 2 ms meets one request of 500 a second'
  return [
    {
      ...row,
      subject: 'p50',
      unit: 'ms',
      goal: 0.01,
      seen: '.002',
      measure: at500('p50Ms'),
      floor: spin('p50Ms'),
      why,
    },
    {
      ...row,
      subject: 'p99',
      unit: 'ms',
      goal: 1,
      seen: 'spin .4',
      measure: at500('p99Ms'),
      floor: spin('p99Ms'),
      why,
    },
    { ...row, subject: 'CPU', unit: 'share', goal: 0.3, seen: '.25', measure: at500('cpuShare'), why },
    { ...row, subject: 'sent early', unit: 'requests', goal: 0, seen: '0', measure: at500('early'), why },
  ]
}

function named(name) {
  return (lines) =>
    median(
      lines.filter((line) => line.name === name),
      (line) => line.value,
    )
}
