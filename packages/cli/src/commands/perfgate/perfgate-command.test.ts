import { readFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { perfgateCommand } from './perfgate-command.js'
import { PerfgateOptions } from './perfgate-options.js'

const file = resolve(import.meta.dirname, '../../../../../fixtures/artifacts/0.1/perf-e2e/perf_results.json')

async function gate(factor: number, mode?: 'report' | 'enforce') {
  const folder = await mkdtemp(join(tmpdir(), 'perfgate-'))
  try {
    const json = JSON.parse(await readFile(file, 'utf8')) as { rows: Record<string, unknown>[] }
    // Only the time to the first token changes, and with certainty.
    const rows = json.rows.map((row) => ({ ...row, ttft_ms: 10 * factor, intervals: {}, starts: [] }))
    const base = json.rows.map((row) => ({ ...row, ttft_ms: 10, intervals: {}, starts: [] }))
    await writeFile(join(folder, 'current.json'), JSON.stringify({ ...json, rows, seed: 2 }))
    await writeFile(join(folder, 'baseline.json'), JSON.stringify({ ...json, rows: base }))
    let stdout = ''
    const io = {
      stdout: { write: (text: string) => void (stdout += text) },
      stderr: { write: () => {} },
      env: {},
      cwd: folder,
      signal: new AbortController().signal,
      argv: [],
    }
    const options = PerfgateOptions.parse({ baseline: ['baseline.json'], current: ['current.json'], mode })
    return { code: await perfgateCommand(options, io), stdout }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

test('an equal run holds; a clearly slower one does not, and is only told with --mode report', async () => {
  expect(await gate(1)).toMatchObject({ code: 0, stdout: expect.stringMatching(/gate: held\n$/) as string })
  expect(await gate(2)).toMatchObject({ code: 3, stdout: expect.stringMatching(/gate: did not hold\n$/) as string })
  const reported = await gate(2, 'report')
  expect(reported).toMatchObject({ code: 0, stdout: expect.stringContaining('did not hold (reported only)') as string })
})

test('a file that cannot be used is an error in either mode', async () => {
  const options = PerfgateOptions.parse({ baseline: ['nowhere'], current: ['nowhere'], mode: 'report' })
  await expect(perfgateCommand(options, { cwd: '/' } as never)).rejects.toMatchObject({ code: 'not_found' })
})
