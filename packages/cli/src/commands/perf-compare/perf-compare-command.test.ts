import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import type { CommandIo } from '../../command/define-command.js'
import { perfCompareCommand } from './perf-compare-command.js'
import { PerfCompareOptions } from './perf-compare-options.js'

test('a measurement that is given twice is refused: it would count as two', async () => {
  const file = resolve(import.meta.dirname, '../../../../../fixtures/artifacts/0.1/perf-e2e/perf_results.json')
  const options = PerfCompareOptions.parse({ baseline: [file, file], current: [file] })
  await expect(perfCompareCommand(options, { cwd: '/' } as CommandIo)).rejects.toMatchObject({
    code: 'invalid_argument',
    message: expect.stringContaining('holds the same measurement as') as string,
  })
})
