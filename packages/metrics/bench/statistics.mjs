// How often the comparison errs, by simulation with known truth; writes the table of docs/statistics.md.
// Run after `npm run build`: node packages/metrics/bench/statistics.mjs [comparisons a row, default 1000]
import { readFile, writeFile } from 'node:fs/promises'
import * as comparison from '../dist/comparison.js'
import { compareKnown, compareKnownTogether } from './compare-known.mjs'

const runs = Number(process.argv[2] ?? 1000)
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
  { name: 'batch sizes 1, 2 and 4 told together: A/A of all three, the rest of batch size 4', batchSizes: [1, 2, 4] },
]

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
await writeTable()

function repeat(options) {
  const compare = options.batchSizes ? compareKnownTogether : compareKnown
  return Array.from({ length: runs }, (_, run) => compare(comparison, { ...options, seed: 17 + run * 7919 }))
}

function share(all, of) {
  return all.filter(of).length / all.length
}

async function writeTable() {
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
  const cells = rows.map(({ scenario, rounds, ...shares }) => [scenario, rounds, ...Object.values(shares).map(percent)])
  const table = [head, head.map(() => '---'), ...cells].map((row) => `| ${row.join(' | ')} |`).join('\n')
  const text = await readFile(document, 'utf8')
  const [before, rest] = text.split('<!-- figures -->')
  const after = rest.split('<!-- /figures -->')[1]
  await writeFile(
    document,
    `${before}<!-- figures -->\n\n${runs} comparisons a column and row.\n\n${table}\n\n<!-- /figures -->${after}`,
  )
}
