import { createHash } from 'node:crypto'
import { appendFile, copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { benchmarkSummaryFile, metricsFile } from '@sagellm-benchmark/protocol-types/artifacts'
import { shardsFile } from '@sagellm-benchmark/protocol-types/telemetry'
import type { RunResult } from '@sagellm-benchmark/runner'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { run } from '../run/run.js'
import { verifyFolder } from '../verify/verify-folder.js'
import { mergeShards } from './merge-shards.js'
import { type ShardAccount, writeAccount } from './shard-account.js'

const SHARDS = 3
let root: string
let one: string
let folders: string[]
let result: RunResult

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'merge-shards-'))
  one = join(root, 'one')
  const workload = { source: 'short_qa', promptTokens: 16, outputTokens: 6, requests: 20 }
  const workloads = [
    { ...workload, name: 'Q1', load: { kind: 'poisson' as const, rateRps: 200 } },
    { ...workload, name: 'Q5', load: { kind: 'closed' as const, concurrency: 3 } },
  ]
  const thresholds = [{ metric: 'ttft_ms' as const, maxMs: 10_000 }]
  const plan = { target: { kind: 'simulated' as const }, workloads, seed: 7, serviceLevels: thresholds }
  const observers = [{ onEnd: (ended: RunResult) => void (result = ended) }]
  await run(plan, { output: one, calibration: false, observers })
})
beforeEach(async () => {
  folders = await splitFolders()
})
afterAll(() => rm(root, { recursive: true, force: true }))

const lines = async (folder: string) => (await readFile(join(folder, 'records.jsonl'), 'utf8')).split('\n').slice(0, -1)
const text = (folder: string, name: string) => readFile(join(folder, name), 'utf8')
const sha256 = (content: string) => createHash('sha256').update(content).digest('hex')
const shardOf = (line: string) => JSON.parse(line).index % SHARDS
let cases = 0
const anOutput = () => join(root, `merged-${(cases += 1)}`)

/** The folders that the shards of the same run would have left: each request with the shard that its place falls to. */
async function splitFolders(): Promise<string[]> {
  const parent = await mkdtemp(join(root, 'shards-'))
  const all = await lines(one)
  const made = await Promise.all(
    Array.from({ length: SHARDS }, async (_, shard) => {
      const folder = join(parent, `shard-${shard}`)
      await mkdir(folder)
      const own = all.filter((line) => shardOf(line) === shard).map((line) => `${asOf(line, shard)}\n`)
      await writeFile(join(folder, 'records.jsonl'), own.join(''))
      const journal = { records: own.length, sha256: sha256(own.join('')) }
      await writeAccount(folder, { ...account, shard, journal, told: shard === 0 ? await told() : null })
      return { folder, journal }
    }),
  )
  const [zero] = made as [(typeof made)[number]]
  for (const name of ['config.json', 'environment.json', 'parts.json'])
    await copyFile(join(one, name), join(zero.folder, name))
  const shards = made.map(({ journal }, shard) => {
    const workloads = result.workloads.map(({ workload: { name } }) => ({
      workload: name,
      clientOverhead: null,
      threads: [],
      lost: null,
    }))
    return { shard, environment: null, clock: null, calibration: null, journal, workloads }
  })
  await writeFile(join(zero.folder, 'shards.json'), JSON.stringify(shardsFile.serialize({ schemaVersion: 1, shards })))
  return made.map(({ folder }) => folder)
}

const account = { run: 'a-run', of: SHARDS, planHash: 'a plan' }

function asOf(line: string, shard: number): string {
  return JSON.stringify({ ...JSON.parse(line), shard: shard === 0 ? null : { number: shard, clock_error_ms: 0.01 } })
}

/** What shard 0 would have known of it. */
async function told(): Promise<NonNullable<ShardAccount['told']>> {
  const path = join(one, 'benchmark_summary.json')
  const {
    schemaVersion: _,
    workloads: __,
    overall: ___,
    ...header
  } = benchmarkSummaryFile.parse(JSON.parse(await readFile(path, 'utf8')), path)
  const workloads = result.workloads.map(
    async ({ workload: { name }, stopReason, startedAt, endedAt, dry, clientOverhead }) => {
      const file = join(one, `${name}_metrics.json`)
      const { metrics } = metricsFile.parse(JSON.parse(await readFile(file, 'utf8')), file)
      const { peakMemMb, peakMemNote, serverCounters, slotRelease } = metrics
      const seen = { peakMemMb, peakMemNote, serverCounters, slotRelease }
      return { workload: name, stopReason, startedAt, endedAt, dry: { ...dry }, clientOverhead, lost: [], ...seen }
    },
  )
  const unixOffsetMs = result.clockOffsets.toUnixMs
  return { header, interrupted: false, unixOffsetMs, dataset: null, workloads: await Promise.all(workloads) }
}

test('merged folders give, byte for byte, the result that one machine wrote of the same records', async () => {
  const output = anOutput()
  await writeManifest(folders[0] as string)
  const merged = await mergeShards([...folders].reverse(), { output })
  expect(merged.lostShards).toEqual([])
  for (const name of [
    'Q1_metrics.json',
    'Q5_metrics.json',
    'benchmark_summary.json',
    'config.json',
    'environment.json',
  ])
    expect(await text(output, name)).toBe(await text(one, name))

  // One journal, in which the lines of each shard stand as it wrote them: a request that ends is not always written at once.
  const written = await lines(output)
  const journals = await Promise.all(folders.map(lines))
  expect(journals.map((_, shard) => written.filter((line) => shardOf(line) === shard))).toEqual(journals)
  expect(written).toHaveLength(journals.flat().length)
})

/** As the program leaves it in a folder that it came to the end with. */
async function writeManifest(folder: string): Promise<void> {
  const lines = (await readdir(folder)).map(async (name) => `${sha256(await text(folder, name))}  ${name}\n`)
  await writeFile(join(folder, 'SHA256SUMS'), (await Promise.all(lines)).join(''))
}

test('what a folder of shard 0 without its manifest says is taken as it stands, and that is said', async () => {
  const { header } = await mergeShards(folders, { output: anOutput() })
  expect(header.notices[0]).toBe(
    'The folder of shard 0 has no SHA256SUMS: what it says of the run is taken as it stands.',
  )
})

test('a shard whose folder is not there is named with its window, and leaves no verdict', async () => {
  const output = anOutput()
  const [zero, , two] = folders as [string, string, string]
  const merged = await mergeShards([zero, two], { output })
  expect(merged.lostShards).toEqual([1])
  expect(merged.header.notices.join('\n')).toContain('The folder of shard 1 was not given')
  expect(merged.header.notices.join('\n')).toMatch(
    /Q1: shard 1 was lost 0\.0 s after the start \(its folder with \d+ records was not given\): from then on and until the end at [\d.]+ s/,
  )
  for (const { metrics } of merged.workloads) {
    expect(metrics.flags).toContain('shard_lost')
    expect(metrics.loadNotKept.join()).toContain('shard 1 was lost')
  }
  const { shards } = JSON.parse(await text(output, 'shards.json'))
  expect(shards[1].workloads[0].lost.why).toContain('was not given')
  expect(shards[2].workloads[0].lost).toBeNull()

  // It holds as it is.
  expect((await verifyFolder(output)).mismatches).toEqual([])
})

test('a shard that was killed could not say what its journal has to be: its whole records count, and that is said', async () => {
  const [zero, one1] = folders as [string, string]
  const facts = JSON.parse(await text(zero, 'shards.json'))
  facts.shards[1].journal = null
  await writeFile(join(zero, 'shards.json'), JSON.stringify(facts))
  await writeAccount(one1, { ...account, shard: 1, journal: null, told: null })
  await appendFile(join(one1, 'records.jsonl'), '{"request_id":"torn')
  const output = anOutput()
  const merged = await mergeShards(folders, { output })
  expect(merged.header.notices.join()).toContain('Shard 1 was ended before it could say')
  expect(await lines(output)).toHaveLength((await lines(one)).length)
})

const edit = async (folder: string) => {
  const changed = (await text(folder, 'records.jsonl')).replace('"retries":0', '"retries":1')
  await writeFile(join(folder, 'records.jsonl'), changed)
  return sha256(changed)
}
const changeAccount = async (folder: string, fields: object) => {
  const path = join(folder, 'shard.json')
  await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(path, 'utf8')), ...fields }))
}

test.each<[string, (given: readonly [string, string, string]) => Promise<string[]>, RegExp]>([
  ['no folder', async () => [], /^folders cannot be "none"/],
  [
    'a folder of something else',
    async ([zero]) => [zero, one],
    /one holds no records of a shard: it has no shard\.json$/,
  ],
  ['no shard 0', async ([, a, b]) => [a, b], /^none of the folders is that of shard 0, which has the plan$/],
  ['one twice', async ([zero, a, b]) => [zero, a, b, a], /are both of shard 1$/],
  [
    'two that say the same number',
    async ([zero, a, b]) => (await changeAccount(b, { shard: 1 }), [zero, a, b]),
    /are both of shard 1$/,
  ],
  [
    'one of another run',
    async ([zero, a, b]) => (await changeAccount(b, { run: 'another' }), [zero, a, b]),
    /are of different runs$/,
  ],
  [
    'one of another plan',
    async ([zero, a, b]) => (await changeAccount(b, { plan_hash: 'another' }), [zero, a, b]),
    /are of different plans$/,
  ],
  [
    'an edited journal',
    async ([zero, a, b]) => (await edit(a), [zero, a, b]),
    /records\.jsonl is not what it was when the shard ended$/,
  ],
  [
    'a journal that is gone',
    async ([zero, a, b]) => (await rm(join(a, 'records.jsonl')), [zero, a, b]),
    /records\.jsonl is not what it was when the shard ended$/,
  ],
  [
    'a journal that is no file',
    async ([zero, a, b]) => {
      await rm(join(a, 'records.jsonl'))
      await mkdir(join(a, 'records.jsonl'))
      return [zero, a, b]
    },
    /records\.jsonl is not what it was when the shard ended$/,
  ],
  [
    'an edited journal whose account was edited too',
    async ([zero, a, b]) => {
      await changeAccount(a, { journal: { records: 1, sha256: await edit(a) } })
      return [zero, a, b]
    },
    /records\.jsonl is not what it was when the shard ended$/,
  ],
  [
    'a plan that was edited',
    async ([zero, a, b]) => {
      await writeFile(join(zero, 'config.json'), (await text(zero, 'config.json')).replace('"seed": 7', '"seed": 8'))
      return [zero, a, b]
    },
    /config\.json was edited since the run$/,
  ],
  [
    'a run that did not come to its end',
    async ([zero, a, b]) => (await changeAccount(zero, { told: null }), [zero, a, b]),
    /is of a run that did not come to its end at shard 0$/,
  ],
  [
    'a number beyond the others',
    async ([zero, a, b]) => (await changeAccount(b, { shard: 3 }), [zero, a, b]),
    /says that it is shard 3 of 3$/,
  ],
  [
    'an account that is none',
    async ([zero, a, b]) => (await changeAccount(b, { of: 1e9 }), [zero, a, b]),
    /shard\.json is not a valid account of a shard: field of:/,
  ],
])('%s is refused in one line, and nothing is written', async (_name, change, line) => {
  const output = anOutput()
  const given = await change(folders as [string, string, string])
  const error = await mergeShards(given, { output }).catch((thrown: Error) => thrown)
  expect((error as Error).message).toMatch(line)
  expect((error as Error).message).not.toContain('\n')
  await expect(readFile(join(output, 'records.jsonl'))).rejects.toMatchObject({ code: 'ENOENT' })
})

test('the records of another shard are refused, however well the journal is told of', async () => {
  const [zero, a, b] = folders as [string, string, string]
  const others = await text(b, 'records.jsonl')
  await writeFile(join(a, 'records.jsonl'), others)
  const journal = { records: 1, sha256: sha256(others) }
  await changeAccount(a, { journal })
  const facts = JSON.parse(await text(zero, 'shards.json'))
  facts.shards[1].journal = journal
  await writeFile(join(zero, 'shards.json'), JSON.stringify(facts))
  const output = anOutput()
  await mergeShards([zero, b], { output })
  const before = (await readdir(output)).sort()
  await expect(mergeShards(folders, { output })).rejects.toThrow(/, a record of another shard$/)
  // Neither a part of the records nor a place for the earlier result is left.
  expect((await readdir(output)).sort()).toEqual(before)
  expect(before).toContain('benchmark_summary.json')
})

test('a merge that is interrupted leaves nothing', async () => {
  const output = anOutput()
  const merging = mergeShards(folders, { output, signal: AbortSignal.abort('interrupted') })
  await expect(merging).rejects.toMatchObject({ code: 'cancelled' })
  await expect(readdir(output)).rejects.toMatchObject({ code: 'ENOENT' })
})

test('a folder that is to be merged is not written into', async () => {
  await expect(mergeShards(folders, { output: folders[1] as string })).rejects.toThrow(/output cannot be/)
  const link = anOutput()
  await symlink(folders[1] as string, link)
  await expect(mergeShards(folders, { output: link })).rejects.toThrow(/output cannot be/)
  expect(await text(folders[1] as string, 'shard.json')).toContain('a-run')
})
