import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { resolveIo } from '../io.js'
import { claimsNothing } from '../sweep/point-of-run.js'
import { findHistoryFiles } from './find-history-files.js'
import { gitVersions } from './git-versions.js'
import { readHistory } from './read-history.js'

let cwd: string
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'read-history-'))
})
afterEach(() => rm(cwd, { recursive: true, force: true }))

const vllm = (value: number) =>
  JSON.stringify({ backend: 'vllm', model_id: 'M', num_prompts: 9, request_throughput: 5, mean_ttft_ms: value })
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', '-c', 'commit.gpgsign=false', ...args], {
    cwd,
    stdio: 'pipe',
  })

test('measurements beyond the most that are kept are counted', async () => {
  for (const at of [1, 2, 3, 4, 5]) await writeFile(join(cwd, `${at}.json`), vllm(at))
  const { points, beyond } = await readHistory({ paths: ['.'] }, { io: resolveIo({ cwd }), mostPoints: 3 })
  expect([points.length, beyond]).toEqual([3, 2])
})

test('an environment that is a pipe, or a link to what has no end, is none', async () => {
  await writeFile(join(cwd, '1.json'), vllm(1))
  execFileSync('mkfifo', [join(cwd, 'environment.json')])
  expect((await readHistory({ paths: ['.'] }, { io: resolveIo({ cwd }) })).points).toHaveLength(1)
})

test('more entries that cannot be read than a call can take are counted one by one', async () => {
  const entries = Array.from({ length: 150_000 }, () => '{"entry_id":1,"metadata":1}')
  await writeFile(join(cwd, 'leaderboard.json'), `[${entries.join(',')}]`)
  const { read, passedOver } = await readHistory({ paths: ['.'] }, { io: resolveIo({ cwd }) })
  expect([read, passedOver.length]).toEqual([1, 150_000])
})

test('the measurements of a search for a capacity are no runs of a history', async () => {
  await writeFile(join(cwd, '1.json'), vllm(1))
  await mkdir(join(cwd, 'search/points/01_request-rate-8'), { recursive: true })
  await writeFile(join(cwd, 'search/points/01_request-rate-8/result.json'), vllm(9))
  for (const name of ['capacity', 'capacity_plan'])
    await writeFile(join(cwd, `search/${name}.json`), JSON.stringify({ kind: name }))
  const { points, passedOver } = await readHistory({ paths: ['.'] }, { io: resolveIo({ cwd }) })
  expect(points.map(({ source }) => source)).toEqual(['1.json'])
  expect(passedOver.map(({ source }) => source)).toEqual(['search/capacity.json'])
})

test('every flag that keeps a point out of the claims of a sweep keeps a run out of a history', async () => {
  const golden = join(import.meta.dirname, '../../../../fixtures/artifacts/0.1/run/benchmark_summary.json')
  const json = JSON.parse(await readFile(golden, 'utf8'))
  const flags = Object.keys(claimsNothing)
  for (const flag of flags) await writeFile(join(cwd, `${flag}.json`), JSON.stringify({ ...json, flags: [flag] }))
  const { points, withheld } = await readHistory({ paths: ['.'] }, { io: resolveIo({ cwd }) })
  expect(points).toEqual([])
  expect([...withheld.keys()].sort()).toEqual(Object.values(claimsNothing).sort())
})

test('a search is given up on abort', async () => {
  const signal = AbortSignal.abort()
  await expect(findHistoryFiles(cwd, { signal })).rejects.toMatchObject({ code: 'cancelled' })
})

test('versions are read one by one; one that git cannot give is counted, and one of a commit that removed the file is not', async () => {
  git('init', '-q')
  for (const at of [1, 2]) {
    await writeFile(join(cwd, 'a.json'), vllm(at))
    git('add', '.')
    git('commit', '-q', '-m', String(at))
  }
  git('rm', '-q', 'a.json')
  git('commit', '-q', '-m', 'gone')
  const [first] = await gitVersions(cwd, { file: 'a.json', most: 9, signal: new AbortController().signal })
  const blob = String(git('rev-parse', `${first?.commit}:a.json`)).trim()
  await rm(join(cwd, '.git/objects', blob.slice(0, 2), blob.slice(2)))
  const request = { git: { repository: '.', files: ['a.json'] } }
  const { points, read, passedOver } = await readHistory(request, { io: resolveIo({ cwd }) })
  expect([points.length, read, passedOver.length]).toEqual([1, 1, 1])
  expect(passedOver[0]?.source).toMatch(/^a\.json at /)
})

test('a clone that left files out fetches nothing, whatever program its configuration names for that', async () => {
  git('init', '-q', 'origin')
  await writeFile(join(cwd, 'origin/a.json'), vllm(1))
  git('-C', 'origin', 'add', '.')
  git('-C', 'origin', 'commit', '-q', '-m', '1')
  git('-C', 'origin', 'rm', '-q', 'a.json')
  git('-C', 'origin', 'commit', '-q', '-m', '2')
  git('-C', 'origin', 'config', 'uploadpack.allowFilter', 'true')
  git('clone', '-q', '--filter=blob:none', `file://${join(cwd, 'origin')}`, 'clone')
  git('-C', 'clone', 'config', 'protocol.ext.allow', 'always')
  git('-C', 'clone', 'config', 'remote.origin.url', `ext::touch ${join(cwd, 'ran')}`)
  const request = { git: { repository: 'clone', files: ['a.json'] } }
  const { points, passedOver } = await readHistory(request, { io: resolveIo({ cwd }) })
  expect([points.length, passedOver.length]).toEqual([0, 1])
  expect(await readdir(cwd)).not.toContain('ran')
})

test('without git nothing is read', async () => {
  const runGit = () => Promise.reject(new BenchError('unavailable', 'git cannot be started'))
  const request = { git: { repository: '.', files: ['a.json'] } }
  await expect(readHistory(request, { io: resolveIo({ cwd }), runGit })).rejects.toMatchObject({ code: 'unavailable' })
})
