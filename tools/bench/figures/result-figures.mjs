// Figures of what is done with results: computing them, planning from traces, reporting.
import { median } from '../median.mjs'

/** @type {import('../figures.mjs').Figure[]} */
export const resultFigures = [
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
  ...pages(),
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

function named(name) {
  return (lines) =>
    median(
      lines.filter((line) => line.name === name),
      (line) => line.value,
    )
}

/** Plans of a million rows. */
function replayRuns(lines) {
  return lines.filter((line) => line.name === 'replay-plan' && line.rows === 1_000_000)
}

/** The page of a run, without plots. */
function pages() {
  const of = (name, records, field) => (lines) =>
    median(
      lines.filter((line) => line.name === name && line.records === records),
      (line) => line[field],
    )
  const row = (figure, subject, unit, goal, measure, why) => ({
    ...{ part: 'pages', figure, subject, unit, goal, seen: '', measure, why },
  })
  const every = 'every request of a page up to this size is in it, with its tokens'
  return [
    row('page of 10,000 requests', 'size', 'MB', 3, of('report-page', 10_000, 'page_mb'), every),
    row(
      'page of 10,000 requests',
      'time',
      's',
      1,
      of('report-page', 10_000, 'seconds'),
      'reading and counting each record',
    ),
    row('page of 100,000 requests', 'until it can be used', 's', 3, of('page-open', 100_000, 'interactive_s'), every),
    row(
      ...['page of a million requests', 'time', 's', 15, of('report-page', 1_000_000, 'seconds')],
      'parsing each record and counting its tokens',
    ),
    row(
      ...['page of a million requests', 'memory', 'MB', 250, of('report-page', 1_000_000, 'peak_mb')],
      '40 bytes a request for distributions and time',
    ),
  ]
}

function reportSeconds(lines, records) {
  const runs = lines.filter((line) => line.name === 'report_html_plots' && line.records === records)
  return median(runs, (line) => line.value) ?? Number.NaN
}
