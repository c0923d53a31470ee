import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const PROGRAM = fileURLToPath(new URL('../../packages/cli/dist/bin.js', import.meta.url))

/** Runs the built program as a user would. `{ exitCode, output, folder }`; `folder` is where `-o` pointed. */
export function benchmark(args, { timeoutMs = 120_000 } = {}) {
  const folder = join(mkdtempSync(join(tmpdir(), 'engines-')), 'out')
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [PROGRAM, ...args, '-o', folder],
      { maxBuffer: 2 ** 26, timeout: timeoutMs },
      (error, stdout, stderr) => resolve({ exitCode: error ? (error.code ?? 1) : 0, output: stdout + stderr, folder }),
    )
  })
}

/** The measured requests of a run. */
export function recordsOf(folder) {
  return readFileSync(join(folder, 'records.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
    .filter((record) => record.phase === 'measured')
}

export function artifact(folder, name) {
  return JSON.parse(readFileSync(join(folder, name), 'utf8'))
}
