// How often comparisons and intervals err, by simulation with known truth; writes the tables of docs/statistics.md.
// Run after `npm run build`: node packages/metrics/bench/statistics.mjs [repetitions a cell, default 2000] [tables, default all]
import { readFile, writeFile } from 'node:fs/promises'
import * as comparison from '../dist/comparison.js'
import * as statistics from '../dist/statistics.js'
import * as sweeps from '../dist/sweeps.js'
import { judgeHistories } from '../dist/history.js'
import { perfRegressions, rowOfStarts } from '../dist/verdicts.js'
import { capacityTable } from './simulation/capacity-table.mjs'
import { dependenceTable } from './simulation/dependence-table.mjs'
import { decisionTable } from './simulation/decision-table.mjs'
import { failureTable } from './simulation/failure-table.mjs'
import { gateOneTable, gateTable } from './simulation/gate-table.mjs'
import { historyLengthTable, historySeriesTable, historyTable } from './simulation/history-table.mjs'
import { precisionTable } from './simulation/precision-table.mjs'
import { startsTable } from './simulation/starts-table.mjs'
import { steadyTable } from './simulation/steady-table.mjs'
import { meanTable, percentileTable, roundsTable } from './simulation/interval-tables.mjs'
import { compareKnown, compareKnownTogether } from './compare-known.mjs'

const runs = Number(process.argv[2] ?? 2000)
const only = process.argv.slice(3)
const document = new URL('../../../docs/statistics.md', import.meta.url)

const scenarios = [
  { name: 'batch size 1, independent requests', batchSize: 1 },
  { name: 'batch size 4, independent requests', batchSize: 4 },
  {
    name: 'batch size 4, 10 % of noise common to a round of one target, 20 % to both',
    batchSize: 4,
    roundNoise: 0.1,
    sharedNoise: 0.2,
  },
  { name: 'batch size 16, the same common noise', batchSize: 16, roundNoise: 0.1, sharedNoise: 0.2 },
  { name: 'batch sizes 1, 2 and 4 judged together: A/A of all three, the rest of batch size 4', batchSizes: [1, 2, 4] },
]

/** By their markers in the document. */
const tables = {
  figures: comparisonTable,
  percentiles: () => percentileTable(statistics, runs),
  rounds: () => roundsTable(statistics, runs),
  means: () => meanTable(statistics, runs),
  dependence: () => dependenceTable({ ...statistics, holm: comparison.holm }, runs),
  failures: () => failureTable(comparison, runs),
  decisions: () => decisionTable(comparison, runs),
  starts: () => startsTable(statistics, runs),
  steady: () => steadyTable(statistics, runs),
  gate: () => gateTable({ perfRegressions, rowOfStarts }, runs),
  'gate-one': () => gateOneTable({ perfRegressions, rowOfStarts }, runs),
  history: () => historyTable({ judgeHistories }, runs),
  'history-lengths': () => historyLengthTable({ judgeHistories }, runs),
  'history-series': () => historySeriesTable({ judgeHistories }, runs),
  precision: () => precisionTable({ ...statistics, looks: statistics.precisionLooks(60) }, runs),
  capacity: () => capacityTable(sweeps, runs),
}
for (const marker of only.length === 0 ? Object.keys(tables) : only) await write(marker, tables[marker]())

function comparisonTable() {
  const rows = []
  for (const { name, ...scenario } of scenarios) {
    const rounds = scenario.batchSizes
      ? scenario.batchSizes.map(comparison.defaultRounds).join(', ')
      : comparison.defaultRounds(scenario.batchSize)
    const same = repeat({ ...scenario, rounds })
    const slower = repeat({ ...scenario, rounds, tbtRatio: 1.1 })
    const row = {
      scenario: name,
      rounds,
      falseFixed: share(same, ({ fixed }) => fixed.differs),
      falseAuto: share(same, ({ auto }) => auto.differs),
      shownFixed: share(slower, ({ fixed }) => fixed.tbtShown),
      shownAuto: share(slower, ({ auto }) => auto.tbtShown),
      worseFixed: share(slower, ({ fixed }) => fixed.tbtWorse),
      worseAuto: share(slower, ({ auto }) => auto.tbtWorse),
      coverTbt: share(slower, ({ fixed }) => fixed.coversTbt),
      coverTtft: share(slower, ({ fixed }) => fixed.coversTtft),
      coverTail: share(slower, ({ fixed }) => fixed.coversTail),
      coverAuto: share(slower, ({ auto }) => auto.coversTbt),
    }
    rows.push(row)
    console.log(JSON.stringify({ name: 'statistics', unit: 'share', comparisons: runs, ...row }))
  }
  return comparisonRows(rows)
}

function repeat(options) {
  const compare = options.batchSizes ? compareKnownTogether : compareKnown
  return Array.from({ length: runs }, (_, run) => compare(comparison, { ...options, seed: 17 + run * 7919 }))
}

function share(all, of) {
  return all.filter(of).length / all.length
}

function comparisonRows(rows) {
  const percent = (value) => `${(100 * value).toFixed(1)} %`
  const head = [
    'scenario',
    'rounds',
    'A/A: differs, fixed',
    'A/A: differs, auto',
    '10 % shown, fixed',
    '10 % shown, auto',
    '10 % worse, fixed',
    '10 % worse, auto',
    'covers TBT',
    'covers TTFT',
    'covers p99 TBT',
    'covers TBT, auto',
  ]
  return [
    head,
    ...rows.map(({ scenario, rounds, ...shares }) => [scenario, rounds, ...Object.values(shares).map(percent)]),
  ]
}

/** @param rows the first is the head */
async function write(marker, [head, ...rows]) {
  const table = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
  const text = await readFile(document, 'utf8')
  const [before, rest] = text.split(`<!-- ${marker} -->`)
  const after = rest.split(`<!-- /${marker} -->`)[1]
  const made = `${runs} repetitions a cell.\n\n${table}`
  await writeFile(document, `${before}<!-- ${marker} -->\n\n${made}\n\n<!-- /${marker} -->${after}`)
  console.log(JSON.stringify({ name: `statistics_${marker}`, unit: 'table', repetitions: runs, rows: rows.length }))
}
