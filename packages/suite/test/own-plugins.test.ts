import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineDialect } from '@sagellm-benchmark/clients'
import { defineLoadKind } from '@sagellm-benchmark/protocol-types/loads'
import { defineArtifactKind, defineReporter } from '@sagellm-benchmark/reporters'
import { defineExportLayout } from '@sagellm-benchmark/reporters/export'
import { definePlot } from '@sagellm-benchmark/reporters/plots'
import { report, run, type RunOptions, type Served, serveSimulated } from '@sagellm-benchmark/suite'
import { sweep } from '@sagellm-benchmark/suite/sweep'
import { reproduce, verifyFolder } from '@sagellm-benchmark/suite/verify'
import { definePromptSource } from '@sagellm-benchmark/workloads'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'

let folder: string
let served: Served
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'suite-own-'))
  served = await serveSimulated({ model: 'toy', decodeStepMs: 1 })
})
afterAll(async () => {
  await served.close()
  await rm(folder, { recursive: true, force: true })
})

const greeting = definePromptSource({
  name: 'greeting',
  description: 'the same words every time',
  options: z.strictObject({}),
  files: () => [],
  open: () => ({
    *draw({ opening }) {
      const input = { kind: 'messages' as const, messages: [{ role: 'user' as const, content: `${opening}Hello` }] }
      return { input, tokens: yield input }
    },
  }),
})

const pairs = defineLoadKind({
  name: 'pairs',
  description: 'two at a time, again and again',
  fields: { gapMs: z.number().positive() },
  drive: 'arrivals',
  text: ({ gapMs }) => `pairs every ${gapMs} ms`,
  places: () => null,
  withPlaces: (load) => load,
  *dueTimes({ gapMs }) {
    for (let at = 0; ; at += gapMs) yield* [at, at]
  },
})

const dialect = defineDialect({ name: 'Mine', describe: 'our own engine behind a gateway', recognize: () => true })

const plan = () => ({
  target: { kind: 'endpoint' as const, url: served.url },
  workloads: [
    {
      name: 'hello',
      source: 'greeting',
      promptTokens: 8,
      outputTokens: 4,
      requests: 4,
      load: { kind: 'own' as const, name: 'pairs', options: { gapMs: 20 } },
    },
  ],
})
const own: RunOptions = { sources: [greeting], loadKinds: [pairs], dialects: [dialect] }

test('a source, a kind of load, a dialect and a report format of my own make a whole run', async () => {
  const { summary, folder: output } = await run(plan(), { ...own, cwd: folder, output: 'result', export: ['vllm'] })
  expect(summary).toMatchObject({ target: { engine: 'Mine' }, overall: { successfulRequests: 4 } })
  const config = JSON.parse(await readFile(join(output, 'config.json'), 'utf8'))
  expect(config.plan.workloads[0].load).toEqual({ kind: 'own', name: 'pairs', options: { gapMs: 20 } })

  const format = defineReporter({
    name: 'title',
    description: 'the title alone',
    extension: 'txt',
    mediaType: 'text/plain',
    render: ({ document }) => document.title,
  })
  expect((await report(output, { format })).text).toMatch(/^\S.*\n$/)
  // Whoever reads the result later need not have the kind at hand.
  const { text } = await report(join(output, 'hello_metrics.json'), { format: 'markdown' })
  expect(text).toContain('pairs')
})

const power = defineArtifactKind({
  name: 'power',
  description: 'power of a machine',
  recognises: (json) => 'power_w' in json,
  read: (json) => z.object({ power_w: z.array(z.number()) }).parse(json),
  document: ({ power_w }) => ({
    title: 'Power',
    subtitle: 'machine a',
    answer: `At most ${Math.max(...power_w)} W.`,
    alerts: [],
    facts: [],
    tables: [],
    environment: [],
    reproduce: null,
    plots: [{ plot: 'bars', title: 'Power', subtitle: '', rows: power_w.map((w, at) => ({ at, w })) }],
  }),
})

const bars = definePlot({
  name: 'bars',
  description: 'one bar a reading',
  spec: () => ({
    mark: 'bar',
    encoding: { x: { field: 'at', type: 'ordinal' }, y: { field: 'w', type: 'quantitative' } },
  }),
})

test('an artifact kind and a plot of my own are reported and drawn', async () => {
  const input = join(folder, 'power.json')
  await writeFile(input, JSON.stringify({ schema_version: 1, power_w: [200, 310] }))
  await expect(report(input)).rejects.toMatchObject({ code: 'corrupt_data' })

  const mine = { kinds: [power], ownPlots: [bars] }
  const { text, plots } = await report(input, { ...mine, format: 'html', plots: { formats: ['svg'] } })
  expect(text).toContain('At most 310 W.')
  expect(text).toContain('one bar a reading')
  expect(plots).toEqual([join(folder, 'plots', 'bars.svg')])
  expect(await readFile(plots[0] as string, 'utf8')).toMatch(/^<svg/)

  // It has nothing to rank, and says so.
  await expect(report([input, input], mine)).rejects.toMatchObject({ code: 'invalid_argument' })
})

test('files of another tool in a layout of my own are written from the records of the run', async () => {
  const layout = defineExportLayout({
    name: 'mine',
    description: 'the number of measured requests',
    open: ({ workload }) => {
      const ids: string[] = []
      return {
        add: ({ phase, requestId }) => void (phase === 'measured' && ids.push(requestId)),
        files: () => [{ name: 'mine.txt', text: [`${workload}\n`, `${ids.length}\n`] }],
      }
    },
  })
  const { folder: output } = await run(plan(), { ...own, cwd: folder, output: 'exported', export: [layout] })
  expect(await readFile(join(output, 'mine.txt'), 'utf8')).toBe('hello\n4\n')
})

const loadThreads = async (output: string) =>
  JSON.parse(await readFile(join(output, 'hello_metrics.json'), 'utf8')).metrics.client_overhead.load_threads

test('a dialect that is functions keeps the load in this thread, and the result says so', async () => {
  const { summary, folder: output } = await run(plan(), { ...own, cwd: folder, output: 'functions' })
  expect(summary.notices).toContainEqual(expect.stringContaining('sent from the thread of the program'))
  expect(await loadThreads(output)).toBe(0)

  const wish = plan()
  const threads = { ...wish, target: { ...wish.target, loadThreads: 1 } }
  await expect(run(threads, { ...own, cwd: folder, output: 'threads' })).rejects.toMatchObject({
    code: 'invalid_argument',
    message: expect.stringContaining('loadThreads'),
  })
})

test('a dialect in a module, and a kind of load, reach the load thread', async () => {
  const dialectModule = new URL('./programs/own-dialects.mjs', import.meta.url).href
  const { summary, folder: output } = await run(plan(), {
    ...own,
    dialects: [],
    dialectModule,
    cwd: folder,
    output: 'module',
  })
  expect(summary).toMatchObject({ target: { engine: 'Mine' }, overall: { successfulRequests: 4 } })
  expect(summary.notices.join()).not.toContain('thread of the program')
  expect(await loadThreads(output)).toBe(1)
})

test('whoever brings the kind of load reads a run that was cut off, verifies it, measures it again, and sweeps with it', async () => {
  const { folder: output } = await run(plan(), { ...own, cwd: folder, output: 'first' })
  const kinds = { cwd: folder, loadKinds: [pairs] }
  expect(await verifyFolder(output, kinds)).toMatchObject({ holds: true, command: 'run' })
  await expect(verifyFolder(output)).rejects.toMatchObject({ code: 'invalid_argument' })

  const again = await reproduce(output, { ...own, cwd: folder, output: 'again', seed: 5, margin: 0.5 })
  expect(again.verdicts.map(({ load }) => load)).toContain('pairs every 20 ms')

  const points = [{ settings: { gap: 20 }, plan: plan() }]
  const swept = await sweep({ points }, { ...own, cwd: folder, output: 'swept' })
  expect(swept.sweep.points).toMatchObject([{ load: 'pairs every 20 ms' }])

  const cut = join(folder, 'cut')
  await mkdir(cut)
  for (const name of ['config.json', 'records.jsonl']) await copyFile(join(output, name), join(cut, name))
  const { text } = await report(cut, { ...kinds, format: 'json' })
  expect(JSON.parse(text)).toMatchObject({ overall: { successful_requests: 4 } })
  await expect(report(cut)).rejects.toMatchObject({ code: 'invalid_argument' })
})

test.each<[string, RunOptions, RegExp]>([
  ['source', { ...own, sources: [] }, /known sources: short_qa/],
  ['load kind', { ...own, loadKinds: [] }, /known load kinds: closed/],
])('a %s that was not brought is refused before anything is sent', async (_what, options, hint) => {
  const sent: string[] = []
  const running = run(plan(), {
    ...options,
    cwd: folder,
    output: 'refused',
    observers: [{ onSend: ({ requestId }) => void sent.push(requestId) }],
  })
  await expect(running).rejects.toMatchObject({ code: 'invalid_argument', hint: expect.stringMatching(hint) })
  expect(sent).toEqual([])
})
