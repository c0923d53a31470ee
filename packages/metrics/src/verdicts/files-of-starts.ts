import { BenchError } from '@sagellm-benchmark/protocol-types'
import type { E2ePerfFile, E2ePerfRow } from '@sagellm-benchmark/protocol-types/performance'
import { rowOfStarts } from '../rows/row-of-starts.js'
import { checkPerfRows } from './check-perf-rows.js'
import { keyOf } from './perf-pairs.js'
import { sameMachine } from './same-machine.js'

/**
 * Several measurements of one side as one, each file another start (or several) of the same target: for a server that only its owner can
 * start anew. Rows that not every file has are left out, and named.
 *
 * @throws BenchError `invalid_argument` for files of different machines.
 * @example perfRegressions({ baseline: fileOfStarts([monday, tuesday, wednesday]), current })
 */
export function fileOfStarts(files: readonly [E2ePerfFile, ...E2ePerfFile[]]): E2ePerfFile {
  const [first, ...others] = files
  if (others.length === 0) return first
  for (const file of files) checkPerfRows(file, 'a file')
  if (others.some((file) => sameMachine(first, file) === false))
    throw new BenchError('invalid_argument', 'the files of one side were measured on different machines', {
      hint: 'give files of one machine',
    })
  const groups = new Map<string, E2ePerfRow[]>()
  for (const { rows } of files) for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row])
  const complete = [...groups.values()].filter((rows) => rows.length === files.length)
  const partial = [...groups.values()].flatMap((rows) => (rows.length < files.length ? (rows[0]?.scenario ?? []) : []))
  const restarted = files.every((file) => file.restarted !== false)
  return {
    ...first,
    rows: complete.map((rows) => rowOfStarts(rows as [E2ePerfRow, ...E2ePerfRow[]], restarted ? 'starts' : 'repeats')),
    restarted,
    restarts: files.reduce((sum, { restarts }) => sum + (restarts ?? 1), 0),
    notices: [
      ...new Set(files.flatMap(({ notices }) => notices)),
      ...(partial.length > 0 ? [`Not in every file, so not compared: ${partial.join(', ')}`] : []),
    ],
  }
}
