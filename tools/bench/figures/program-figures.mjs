// Figures of the program: its load, its start, what lies between its rounds.
import { median } from '../median.mjs'
import { peerFigure } from '../peer-figures.mjs'

/** @type {import('../figures.mjs').Figure[]} */
export const programFigures = [
  ...schedule(),
  ...ownProgram(),
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
    part: 'compare',
    figure: 'a comparison of 30 rounds',
    subject: 'time between rounds',
    unit: 'share',
    goal: 0.05,
    seen: '',
    measure: (lines) =>
      median(
        lines.filter((line) => line.name === 'compare-overhead' && line.rounds === 30),
        (line) => line.idle_share,
      ),
    why: 'ending a round, judging what it gave and beginning the next take a fixed time, and these rounds last half a second',
  },
]

/** Runs with so many load threads; 0: from the program's own thread. */
export function loadThreadRuns(lines, threads) {
  return lines.filter((line) => line.name === 'load-thread' && line.load_threads === threads)
}

/** Runs against a server whose /tokenize takes so long. */
export function countingRuns(lines, tokenizeMs) {
  return lines.filter((line) => line.name === 'counting' && line.tokenize_ms === tokenizeMs)
}

function schedule() {
  const of = (name, rate, field) => (lines) =>
    median(
      lines.filter((line) => line.name === name && line.rate === rate),
      (line) => line[field],
    )
  const why =
    'a pause of the runtime delays what falls due in it: one garbage collection of 2 ms meets one request of 500 a second and ten of 5,000 (node --trace-gc); the loop that only asks the time makes no garbage'
  const row = (rate, subject, field, goal, more = {}) => ({
    ...{ part: 'schedule', figure: `schedule lateness, Poisson ${rate.toLocaleString('en')}/s`, subject, goal },
    ...{ unit: 'ms', seen: '', measure: of('schedule-lateness', rate, field), why, ...more },
  })
  const beside = (rate, field) => ({ floor: of('spin-lateness', rate, field) })
  return [
    row(500, 'p50', 'p50Ms', 0.01, { ...beside(500, 'p50Ms'), seen: '.002' }),
    row(500, 'p99', 'p99Ms', 0.1, { ...beside(500, 'p99Ms'), seen: 'spin .4' }),
    row(500, 'CPU', 'cpuShare', 0.1, {
      ...{ unit: 'share', seen: '.25' },
      why: 'sending, recording and the short wait before each request that asks for nothing but the time',
    }),
    row(500, 'sent early', 'early', 0, { unit: 'requests', seen: '0' }),
    row(5000, 'p99', 'p99Ms', 0.5, beside(5000, 'p99Ms')),
    row(5000, 'sent early', 'early', 0, { unit: 'requests' }),
  ]
}

/** The packed program on the server that knows the truth. */
function ownProgram() {
  const of = (scenario, read) => (lines) => peerFigure(lines, 'ours', scenario, read)
  const together = '1,000 streams started together, TTFT error'
  const start = 'building and sending so many requests on one core, which is busy with them when the first answers come'
  const row = (figure, subject, unit, goal, measure, why) => ({
    ...{ part: 'program', figure, subject, unit, goal, seen: '', measure, why },
  })
  return [
    row(
      ...['a run of 256 streams x 50/s, aligned', 'CPU an event, all in', 'µs', 14],
      ...[
        of('256x50-aligned', (run) => run.usPerEvent),
        'of this the start and the end of the program are the larger part',
      ],
    ),
    row(
      ...['a run of 256 streams x 50/s, aligned', 'memory', 'MB', 90],
      ...[
        of('256x50-aligned', (run) => run.peakMb),
        'of this the bare runtime takes about 50 MB, and the young generation of the first thread up to 48 MB, which cannot be set from inside; that of the load thread is held at 12 MB',
      ],
    ),
    row(
      ...['TTFT error of the first wave, above that of later ones', 'of 32 streams', 'ms', 0.2],
      ...[
        of('waves', (run) => run.waves && run.waves.firstMs - run.waves.laterMs),
        'the path of a request is compiled while the first of them run',
      ],
    ),
    row(
      together,
      'mean',
      'ms',
      5,
      of('started-together', (run) => run.ttftError?.mean),
      start,
    ),
    row(
      together,
      'p99',
      'ms',
      20,
      of('started-together', (run) => run.ttftError?.p99),
      start,
    ),
  ]
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
  const row = {
    ...{ part: 'start-up', seen: '' },
    why: 'by a profile of its first thread (node --cpu-prof) files, processes and other work of the runtime take 25 %, building the schemas and checking by them 18 %, compiling the modules 10 %, garbage collection 9 % and finding and linking their 180 files 6 %; the load thread loads its part of the code again',
  }
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
