import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineDialect } from '@sagellm-benchmark/clients'
import { defineLoadKind } from '@sagellm-benchmark/protocol-types/loads'
import { defineReporter } from '@sagellm-benchmark/reporters'
import { report, run, type RunOptions, type Served, serveSimulated } from '@sagellm-benchmark/suite'
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
