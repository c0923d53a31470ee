// Measures the house against its own yardstick and prints a table; the exit code is 1 where a row misses its target:
//   npm run yardstick               every row; about two minutes, most of them for the plug-ins
//   npm run yardstick -- --quick    without the plug-ins, which are added to a copy of the workspace, checked and tested
import { parseArgs } from 'node:util'
import { exportRow } from './yardstick/export-row.mjs'
import { lineRows } from './yardstick/line-rows.mjs'
import { pageRows } from './yardstick/page-rows.mjs'
import { pathRows } from './yardstick/path-rows.mjs'
import { sourceRule } from './yardstick/source-files.mjs'
import { touchedRows } from './yardstick/touched-rows.mjs'

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } })
const root = new URL('..', import.meta.url).pathname.replace(/\/$/, '')

const rows = [
  ...lineRows(root),
  exportRow(root),
  ...pathRows(root),
  ...(values.quick ? [] : await touchedRows(root)),
  ...pageRows(root),
]
const over = rows.filter(({ value, max }) => value === null || value > max)

for (const { row, value, max, unit = '', note = '' } of rows) {
  const verdict = value === null ? 'FAILED' : value > max ? 'over' : 'ok'
  const cells = [
    row.padEnd(44),
    `${value ?? '-'}${unit}`.padStart(6),
    `<= ${max}${unit}`.padStart(9),
    verdict.padEnd(6),
  ]
  console.log(`${cells.join('  ')}  ${note}`.trimEnd())
}
console.log(`\n${sourceRule}`)
console.log(
  over.length === 0 ? '\nEvery row is at its target.' : `\n${over.length} of ${rows.length} rows miss their target.`,
)
process.exitCode = over.length === 0 ? 0 : 1
