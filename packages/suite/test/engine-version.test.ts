import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ComparisonPlan } from '@sagellm-benchmark/protocol-types/comparison'
import { compareRecord, run } from '@sagellm-benchmark/suite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { endpointAt } from './engines.js'
import { gatewayRoutes, startSagellm } from './sagellm-server.js'

let out: string
beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'engine-version-'))
})
afterAll(() => rm(out, { recursive: true, force: true }))

const load = { kind: 'closed' as const, concurrency: 1 }
const asked = { source: 'short_qa', promptTokens: 8, outputTokens: 6 }

test.each([
  ['a page of its own, which goes before its answers', { '/version': () => ({ version: '2.0' }) }, '2.0'],
  ['its answers', {}, 'engine-1.5-abc'],
])('the version of an engine is that of %s', async (_what, pages, wanted) => {
  const server = await startSagellm({
    routes: { '/v1/models': gatewayRoutes['/v1/models'], ...pages },
    fingerprint: 'engine-1.5-abc',
  })
  try {
    const target = { kind: 'endpoint' as const, url: server.url, serverWaitSeconds: 5 }
    const workloads = [{ name: 'w', ...asked, requests: 2, load }]
    const { summary } = await run({ target, workloads }, { output: join(out, `run-${wanted}`) })
    expect(summary.target?.engineVersion).toBe(wanted)

    const plan = ComparisonPlan.parse({
      scenarios: [{ name: 'w', ...asked }],
      ...{ batchSizes: [1], rounds: 2, warmupRounds: 1 },
    })
    const { captures } = await compareRecord(
      { plan, targets: [endpointAt('a', server.url)] },
      { folder: join(out, `record-${wanted}`) },
    )
    expect(captures[0]?.file.capture?.engineVersion).toBe(wanted)
  } finally {
    await server.close()
  }
})
