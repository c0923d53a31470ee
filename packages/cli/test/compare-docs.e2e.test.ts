import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from './support/free-port.js'

const bin = resolve(import.meta.dirname, '../dist/bin.js')
const page = resolve(import.meta.dirname, '../../../docs/compare.md')
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sagellm-compare-docs-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('the example of docs/compare.md compares the CPU backend with itself, on real inference', async () => {
  const [, example, shown] =
    /<!-- tested -->\s*```sh\n([^]*?)```[^]*?```text\n([^]*?)```/.exec(await readFile(page, 'utf8')) ?? []
  const [a, b] = [await freePort(), await freePort()]
  const script = (example as string)
    .replaceAll('sagellm-benchmark', `${process.execPath} ${bin}`)
    .replaceAll('8911', String(a))
    .replaceAll('8912', String(b))
    // Half of a page's patience is enough for a test; the machine may be slow at starting.
    .replace('--rounds 12', '--rounds 5 --server-wait 120 --quiet')
  const { code, stdout, stderr } = await new Promise<{ code: number; stdout: string; stderr: string }>((ended) => {
    execFile('bash', ['-c', script], { cwd: folder }, (error, out, err) =>
      ended({ code: error ? Number(error.code) : 0, stdout: out, stderr: err }),
    )
  })
  expect(stderr).not.toContain('sagellm-benchmark:')
  expect(code).toBe(0)
  expect(stdout).not.toContain('SIMULATED')
  expect(stdout + stderr).not.toMatch(/serves .*, not /)
  // What the page shows below is of the same targets, the same workload and the same figures.
  const names = (text = '') => [...text.matchAll(/^(?:Q1, batch 4|  \w+_\w+ |  ratio to one)/gm)].map(([name]) => name)
  expect(names(shown)).toHaveLength(7)
  expect(names(shown)).toEqual(expect.arrayContaining(names(stdout)))
  expect(names(stdout)).toEqual(expect.arrayContaining(['Q1, batch 4', '  ratio to one']))

  const comparison = JSON.parse(await readFile(join(folder, 'compare_cpu/comparison.json'), 'utf8'))
  expect(comparison.targets.map((each: { simulated: boolean }) => each.simulated)).toEqual([false, false])
  expect(comparison.endings).toMatchObject([{ rounds: 5, stopped_by: 'rounds' }])
  const finding = (subject: string) => comparison.fairness.find((each: { subject: string }) => each.subject === subject)
  expect(finding('text of greedy answers')).toMatchObject({ result: 'same' })
  expect(finding('output lengths and finish reasons')).toMatchObject({ result: 'same' })
})
