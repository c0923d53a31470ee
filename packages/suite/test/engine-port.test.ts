import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ComparisonPlan } from '@sagellm-benchmark/protocol-types/comparison'
import { compare, compareRecord, convergence, nonstreamCompare, perf, run } from '@sagellm-benchmark/suite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { endpointAt } from './engines.js'
import { engineRoutes, startSagellm } from './sagellm-server.js'

const TOKENS = 6
let server: Awaited<ReturnType<typeof startSagellm>>
let out: string
beforeAll(async () => {
  server = await startSagellm({ routes: engineRoutes, finish: () => 'length' })
  out = await mkdtemp(join(tmpdir(), 'engine-port-'))
})
afterAll(async () => {
  await server.close()
  await rm(out, { recursive: true, force: true })
})

const plan = ComparisonPlan.parse({
  scenarios: [{ name: 'short', source: 'short_qa', promptTokens: 8, outputTokens: TOKENS }],
  batchSizes: [1],
  rounds: 6,
  warmupRounds: 1,
})
const targets = (url: string) => [endpointAt('a', url), endpointAt('b', url)]

/** What each command says of the model that it measured, and of requests that failed. */
const commands: Record<string, (url: string, folder: string) => Promise<{ models: unknown[]; failed: unknown[] }>> = {
  async run(url, folder) {
    const { header, workloads } = await run(
      {
        target: { kind: 'endpoint', url, serverWaitSeconds: 5 },
        workloads: [
          {
            name: 'w',
            source: 'short_qa',
            promptTokens: 8,
            outputTokens: TOKENS,
            requests: 3,
            load: { kind: 'closed', concurrency: 1 },
          },
        ],
      },
      { output: folder },
    )
    return { models: [header.model], failed: workloads.map(({ metrics }) => metrics.failedRequests) }
  },
  async perf(url, folder) {
    const { file } = await perf(
      {
        kind: 'e2e',
        target: { kind: 'endpoint', url, serverWaitSeconds: 5 },
        scenarios: ['short'],
        batchSizes: [1],
        maxOutputTokens: TOKENS,
        rounds: 2,
      },
      { cwd: folder, outputJson: 'perf.json', outputMarkdown: 'perf.md' },
    )
    const rows = file.kind === 'e2e' ? file.rows : []
    return { models: rows.map((row) => row.effectiveModel), failed: rows.map((row) => row.failedRequests) }
  },
  async compare(url, folder) {
    return ofComparison(await compare({ plan, targets: targets(url) }, { folder }))
  },
  async 'nonstream-compare'(url, folder) {
    return ofComparison(await nonstreamCompare({ plan, targets: targets(url) }, { folder }))
  },
  async 'compare-record'(url, folder) {
    const { captures } = await compareRecord({ plan, targets: [endpointAt('a', url)] }, { folder })
    return {
      models: captures.map(({ file }) => file.capture?.model),
      failed: captures.flatMap(({ file }) => file.capture?.cells.map((cell) => cell.failed)),
    }
  },
  async convergence(url, folder) {
    return ofComparison(await convergence({ plan, targets: targets(url), sampleIntervalSeconds: null }, { folder }))
  },
}

function ofComparison({
  comparison,
}: {
  comparison: { targets: readonly { errorRate: number | null }[]; model: string } | null
}) {
  return { models: [comparison?.model], failed: comparison?.targets.map(({ errorRate }) => errorRate) ?? [] }
}

const rows = Object.keys(commands).flatMap((name) => [
  [name, 'the root', ''],
  [name, '/v1', '/v1'],
])

test.each(rows)('%s measures an engine that has no list of models, by %s of its address', async (name, _what, path) => {
  const folder = join(out, `${name}${path.replace('/', '-')}`)
  const { models, failed } = await (commands[name as string] as (typeof commands)[string])(
    `${server.root}${path}`,
    folder,
  )
  expect(new Set(models)).toEqual(new Set(['tiny']))
  expect(new Set(failed)).toEqual(new Set([0]))
})
