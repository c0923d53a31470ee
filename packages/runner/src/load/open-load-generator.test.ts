import { RunPlan, systemClock } from '@sagellm-benchmark/protocol-types'
import { afterEach, expect, test, vi } from 'vitest'
import { startStreamingServer } from '../testing/start-streaming-server.js'
import { createEndpointClient } from './create-endpoint-client.js'
import { openLoadGenerator } from './open-load-generator.js'

// A runtime without threads for this purpose: making one fails.
vi.mock('node:worker_threads', async (original) => ({
  ...(await original<object>()),
  Worker: class {
    constructor() {
      throw new Error('Worker is not supported here')
    }
  },
}))

const open: { close(): Promise<void> | void }[] = []
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close()
})

async function opened(target: object) {
  const server = await startStreamingServer({ tokensPerSecond: 1000 })
  open.push(server)
  const plan = RunPlan.parse({
    target: { kind: 'endpoint', url: server.url, ...target },
    workloads: [
      {
        name: 'A',
        source: 'short_qa',
        promptTokens: 16,
        outputTokens: 3,
        requests: 1,
        load: { kind: 'closed', concurrency: 1 },
      },
    ],
  }) as RunPlan & { readonly target: { readonly kind: 'endpoint' } }
  const client = createEndpointClient(plan)
  open.push(client)
  await client.open({ connections: 0 })
  return openLoadGenerator(plan, { client, clock: systemClock() })
}

test('where the runtime starts no thread the load is sent from the caller’s, and the result says so', async () => {
  const generator = await opened({})
  open.push(generator)
  expect(generator.threads).toBe(0)
  expect(generator.identity.notices.join()).toMatch(
    /sent from the thread of the program, .* no load thread can be started here: Worker is not supported here/,
  )
})

test('threads that were asked for and cannot be had are an error', async () => {
  await expect(opened({ loadThreads: 2 })).rejects.toMatchObject({
    code: 'not_implemented',
    hint: expect.stringContaining('--load-threads 0'),
  })
})
