import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { run } from '../src/index.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sagellm-slots-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test.each([true, false])(
  'an engine that frees the places of cancelled requests: %s, as its own counter says',
  async (frees) => {
    const { workloads } = await run(
      {
        target: { kind: 'simulated', dialect: 'vllm', options: { freeOnDisconnect: frees, decodeStepMs: 4 } },
        workloads: [
          {
            name: 'leaving',
            source: 'short_qa',
            promptTokens: 24,
            outputTokens: 64,
            requests: 10,
            load: { kind: 'closed', concurrency: 2, rampUpSeconds: 0 },
            cancel: { share: 0.5, afterTokens: 3 },
          },
        ],
        warmup: { requests: 0 },
        seed: 3,
      },
      { output: join(folder, String(frees)) },
    )
    const metrics = workloads[0]?.metrics
    expect(metrics?.slotRelease?.freed).toBe(frees)
    expect(metrics?.failedRequests).toBe(0)
    expect(metrics?.cancelledByClient).toBeGreaterThan(0)
    expect((metrics?.cancelledByClient ?? 0) + (metrics?.successfulRequests ?? 0)).toBe(10)
  },
)
