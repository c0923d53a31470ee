import { RunPlan } from '@sagellm-benchmark/protocol-types'
import { defineLoadKind } from '@sagellm-benchmark/protocol-types/loads'
import { requestsByRound } from '@sagellm-benchmark/runner'
import { planRequests } from '@sagellm-benchmark/workloads'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { runOnVirtualClock } from '../src/testing/run-on-virtual-clock.js'

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

const plan = RunPlan.parse({
  target: { kind: 'cpu' },
  workloads: [
    {
      name: 'W',
      source: 'short_qa',
      promptTokens: 8,
      outputTokens: 8,
      requests: 4,
      load: { kind: 'own', name: 'pairs', options: { gapMs: 300 } },
    },
  ],
  warmup: { requests: 0 },
})
const loadKinds = [pairs]

test('the load engine drives a kind of load of my own', async () => {
  const source = requestsByRound(plan, (part) => planRequests(plan, part, { loadKinds }), { loadKinds })
  const { client } = await runOnVirtualClock(plan, source, { options: { loadKinds } })
  const [first = 0, ...others] = client.sent.map(({ at }) => at)
  expect(others.map((at) => at - first)).toEqual([0, 300, 300])
})
