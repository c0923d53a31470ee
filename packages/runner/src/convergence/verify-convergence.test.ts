import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { converge, pathLines } from '../testing/converge.js'
import { writeChecksums } from '../output/checksums.js'
import { verifyConvergence } from './verify-convergence.js'

let folder: string
let pristine: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'verify-'))
  pristine = (await converge(folder, {}, { tbtMs: 5, logLines: pathLines })).out
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** The folder of one run, once more, to be changed. */
async function copied(): Promise<string> {
  const copy = await mkdtemp(join(folder, 'copy-'))
  await cp(pristine, copy, { recursive: true })
  return copy
}

test('finds nothing in an untouched folder, after working out thousands of values again', async () => {
  const verification = await verifyConvergence(pristine)
  expect(verification).toMatchObject({ holds: true, changed: [], unreadable: [], mismatches: [] })
  expect(verification.compared).toBeGreaterThan(1000)
})

async function tampered(file: string, change: (text: string) => string) {
  const out = await copied()
  const path = join(out, file)
  const text = await readFile(path, 'utf8')
  const changed = change(text)
  expect(changed).not.toBe(text)
  await writeFile(path, changed)
  const seen = await verifyConvergence(out)
  expect(seen).toMatchObject({ holds: false, changed: [{ file, problem: 'changed' }] })
  // Whoever changes a figure can write a new manifest as well.
  await writeChecksums(out)
  return verifyConvergence(out)
}

test.each<[string, string, (text: string) => string]>([
  [
    'a verdict',
    'validation_summary.json',
    (text) => text.replace('"verdict": "converged"', '"verdict": "not_converged"'),
  ],
  ['a figure of the comparison', 'comparison.json', (text) => text.replace(/"avg_tbt_ms": [\d.]+/, '"avg_tbt_ms": 1')],
  ['a figure of a target', 'after.json', (text) => text.replace(/"ttft_ms": [\d.]+/, '"ttft_ms": 1')],
  ['a surface', 'after_info.json', (text) => text.replace('"m"', '"n"')],
])('%s that was changed is found even under a new manifest', async (_, file, change) => {
  const again = await tampered(file, change)
  expect(again.changed).toEqual([])
  expect(again.mismatches.map((each) => each.file)).toContain(file)
})

test.each<[string, string, (text: string) => string]>([
  ['a record', 'records.jsonl', (text) => text.replace(/"(last_token_at|end_at)":(\d)/g, '"$1":9$2')],
  ['a log probe', 'after_log_probe.json', (text) => text.replace(/"hits": 18/g, '"hits": 17')],
  [
    'a snapshot',
    'probes/after_after.json',
    (text) => text.replace('request_success_total 21', 'request_success_total 22'),
  ],
])('%s that was changed contradicts what was made of it', async (_, file, change) => {
  expect((await tampered(file, change)).mismatches.length).toBeGreaterThan(0)
})

test('a file that is missing or torn is named, and the rest is still checked', async () => {
  const out = await copied()
  await rm(join(out, 'after_log_probe.json'))
  await writeFile(join(out, 'comparison.json'), '{"kind":')
  const { unreadable, changed } = await verifyConvergence(out)
  expect(unreadable.map(({ file }) => file)).toEqual(['comparison.json', 'after_log_probe.json'])
  expect(changed?.map(({ problem }) => problem)).toEqual(expect.arrayContaining(['changed', 'missing']))
})

test('a folder without a result is an error that says what to give', async () => {
  await expect(verifyConvergence(folder)).rejects.toMatchObject({ code: 'not_found' })
})
