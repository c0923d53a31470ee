import { type PlannedRequest, RunPlan } from '@sagellm-benchmark/protocol-types'
import { expect, test } from 'vitest'
import { createRandom } from '@sagellm-benchmark/protocol-types/random'
import { planRequests, planRequestsAsync, resolveWorkloads } from '../src/index.js'
import { expandPlan } from '../src/testing/expand-plan.js'
import { bytePairTokenizer } from './support/tokenizers.js'

const resources = { tokenizer: bytePairTokenizer() }
const workloads = resolveWorkloads('all')
const plan = RunPlan.parse({ target: { kind: 'cpu' }, workloads, rounds: 2, seed: 5 })
const byId = (requests: Iterable<PlannedRequest>) => new Map([...requests].map((each) => [each.requestId, each]))
const whole = byId(expandPlan(plan, resources))

test('every request has an id of its own', () => {
  expect(whole.size).toBe(8 + 2 * (5 + 3 + 3 + 3 + 10 + 10 + 3 + 4))
})

test('the order of the workloads in a plan changes no request', () => {
  const shuffled = { ...plan, workloads: createRandom(1).shuffled(plan.workloads) }
  expect(shuffled.workloads).not.toEqual(plan.workloads)
  expect(byId(expandPlan(shuffled, resources))).toEqual(whole)
})

test('a workload sends the same whether it runs alone or among others', () => {
  for (const workload of workloads) {
    const alone = byId(expandPlan({ ...plan, workloads: [workload] }, resources))
    for (const [id, request] of alone) expect(request, id).toEqual(whole.get(id))
  }
})

test('rounds and shares may be asked for in any order', () => {
  const parts = workloads.flatMap(({ name }) =>
    [1, 0].flatMap((round) =>
      [2, 0, 1].map((index) => ({ workload: name, phase: 'measured' as const, round, share: { index, count: 3 } })),
    ),
  )
  for (const part of createRandom(2).shuffled(parts)) {
    for (const request of planRequests(plan, part, resources)) {
      expect(request, request.requestId).toEqual(whole.get(request.requestId))
    }
  }
})

test('a tokenizer that answers later gives the same requests', async () => {
  const countPrompt = (input: PlannedRequest['request']['input']): number =>
    input.kind === 'messages'
      ? input.messages.reduce((sum, { content }) => sum + resources.tokenizer.encode(content).length, 0)
      : 0
  const part = { workload: 'Q4', phase: 'measured', round: 0 } as const
  const later: PlannedRequest[] = []
  const asked = planRequestsAsync(plan, part, { ...resources, countPrompt: async (input) => countPrompt(input) })
  for await (const request of asked) later.push(request)
  expect(later).toEqual([...planRequests(plan, part, { ...resources, countPrompt })])
})
