import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { RunPlan, systemClock, type TargetPlan } from '@sagellm-benchmark/protocol-types'
import { expect, test } from 'vitest'
import { infoReader } from './read-info.js'

test('an /info that does not answer in time is asked once', async () => {
  let asked = 0
  const server = createServer(() => void (asked += 1)).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  const workload = { name: 'x', source: 'short_qa', promptTokens: 1, outputTokens: 1, requests: 1 }
  const { target } = RunPlan.parse({
    target: { kind: 'endpoint', label: 'x', url },
    workloads: [{ ...workload, load: { kind: 'closed', concurrency: 1 } }],
  })
  const system = systemClock()
  // Five seconds pass in a moment once the question has come.
  const clock = {
    ...system,
    setTimer: (ms: number, act: () => void) => system.setTimer(ms === 5000 ? 1000 : ms, act),
  }
  const read = infoReader(target as Extract<TargetPlan, { kind: 'endpoint' }>, { apiKey: null, clock })
  try {
    expect([await read(), await read(), await read()]).toEqual([null, null, null])
    expect(asked).toBe(1)
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})
