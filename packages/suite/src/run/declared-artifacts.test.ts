import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checksumFile } from '@sagellm-benchmark/runner/convergence'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { begunArtifacts } from './begin-run.js'
import { run } from './run.js'
import { writtenArtifacts } from './write-run.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'declared-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const plan = {
  target: { kind: 'simulated' as const },
  workloads: [
    {
      name: 'Q1',
      source: 'short_qa',
      promptTokens: 16,
      outputTokens: 4,
      requests: 2,
      load: { kind: 'batch' as const, size: 1 },
    },
  ],
}

test('every file that a run leaves is declared beside its writer, and every declared one is left', async () => {
  await run(plan, { cwd: folder, output: 'out', html: true })
  const names = (await readdir(join(folder, 'out'))).filter((name) => !name.startsWith('.')).sort()
  // The records are the journal's and the manifest the run folder's, each declared by the file that writes it.
  const declared = ['records.jsonl', checksumFile, ...begunArtifacts, ...writtenArtifacts]
  const matches = (name: string, each: string | RegExp) => (typeof each === 'string' ? each === name : each.test(name))
  expect(names.filter((name) => !declared.some((each) => matches(name, each)))).toEqual([])
  expect(declared.filter((each) => !names.some((name) => matches(name, each)))).toEqual([])
})

test.each(['config.json', 'REPORT.md', 'records.jsonl', 'mine_metrics.json'])(
  'a %s of the user stops a run before it measures',
  async (name) => {
    await writeFile(join(folder, name), 'mine')
    const sent: string[] = []
    const observers = [{ onSend: ({ requestId }: { requestId: string }) => void sent.push(requestId) }]
    await expect(run(plan, { cwd: folder, output: '.', observers })).rejects.toThrow(name)
    expect(sent).toEqual([])
  },
)

test('what a consistency check left stays where it is, and stops no run', async () => {
  const left = ['x_runtime_consistency.json', 'x_runtime_consistency.canonical.json']
  for (const name of left) await writeFile(join(folder, name), 'checked')
  for (let round = 0; round < 2; round += 1) await run(plan, { cwd: folder, output: '.' })
  for (const name of left) expect(await readFile(join(folder, name), 'utf8')).toBe('checked')
})
