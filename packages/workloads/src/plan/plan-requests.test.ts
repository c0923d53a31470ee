import { RunPlan } from '@sagellm-benchmark/protocol-types'
import { expect, test } from 'vitest'
import { resolveWorkloads, suites } from '../catalog/workloads.js'
import { expandPlan } from '../testing/expand-plan.js'

// One token a character: additive, so the exact length is always reachable.
const tokenizer = {
  name: 'characters',
  encode: (text: string) => [...text].map((character) => character.codePointAt(0) as number),
  decode: (ids: readonly number[]) => String.fromCodePoint(...ids),
}
const plan = (names: string, seed = 0, rounds = 1) =>
  RunPlan.parse({ target: { kind: 'cpu' }, workloads: resolveWorkloads(names), seed, rounds })
const textOf = (request: { input: unknown }) => JSON.stringify(request.input)

test('Q1 to Q8 have the lengths and counts of the seed document', () => {
  const rows = resolveWorkloads('all').map((each) => [
    each.name,
    each.promptTokens,
    each.outputTokens,
    each.requests,
    each.load.kind,
  ])
  expect(rows).toEqual([
    ['Q1', 32, 64, 5, 'closed'],
    ['Q2', 512, 128, 3, 'closed'],
    ['Q3', 128, 256, 3, 'closed'],
    ['Q4', 256, 256, 3, 'closed'],
    ['Q5', 32, 64, 10, 'batch'],
    ['Q6', 512, 256, 10, 'batch'],
    ['Q7', 256, 512, 3, 'closed'],
    ['Q8', 192, 128, 4, 'batch'],
  ])
  expect(suites.query).toHaveLength(8)
})

test('prompts have exactly their stated number of tokens', () => {
  for (const request of expandPlan(plan('Q2,Q3,Q6,Q8'), { tokenizer })) {
    const { input } = request.request
    const text = input.kind === 'messages' ? input.messages.map((each) => each.content).join('') : ''
    expect(tokenizer.encode(text).length, request.requestId).toBe(request.intendedPromptTokens)
  }
})

test('the same seed gives the same requests, another seed others', () => {
  const texts = (seed: number) =>
    [...expandPlan(plan('Q1,Q4', seed), { tokenizer })].map((each) => textOf(each.request))
  expect(texts(3)).toEqual(texts(3))
  expect(texts(3)).not.toEqual(texts(4))
})

test('a seed of the texts alone gives other words of the same lengths, at the same times', () => {
  const lengths = {
    prompt: { kind: 'histogram', bins: [{ from: 60, to: 200, weight: 1 }] },
    output: null,
    promptAtMost: null,
    outputAtMost: null,
  }
  const drawn = (textSeed?: number) => {
    const base = plan('Q1,Q4', 3, 2)
    const workloads = base.workloads.map((each) => ({
      ...{ ...each, load: { kind: 'poisson' as const, rateRps: 5, maxConcurrency: null, rampUpSeconds: 0 } },
      ...(each.name === 'Q1' ? { lengths: lengths as NonNullable<typeof each.lengths> } : {}),
    }))
    return [
      ...expandPlan(RunPlan.parse({ ...base, workloads, ...(textSeed === undefined ? {} : { textSeed }) }), {
        tokenizer,
      }),
    ]
  }
  const shape = (requests: ReturnType<typeof drawn>) =>
    requests.map(({ requestId, dueAtMs, intendedPromptTokens, request }) => [
      ...[requestId, dueAtMs, intendedPromptTokens, request.maxTokens],
    ])
  const texts = (requests: ReturnType<typeof drawn>) => new Set(requests.map(({ request }) => textOf(request)))
  const [before, again, same] = [drawn(), drawn(9), drawn(3)]
  expect(shape(again)).toEqual(shape(before))
  expect([...texts(again)].filter((text) => texts(before).has(text))).toEqual([])
  // The texts of a seed are those that a run of this seed had before texts could have one of their own.
  expect(texts(same)).toEqual(texts(before))
})

test('no two requests of a run share their id or their prompt', () => {
  const all = [...expandPlan(plan('all', 0, 2), { tokenizer })]
  expect(new Set(all.map((each) => each.requestId)).size).toBe(all.length)
  expect(new Set(all.map((each) => textOf(each.request))).size).toBe(all.length)
})

test('Q4 is a conversation of several turns', () => {
  const [first] = [...expandPlan(plan('Q4'), { tokenizer })]
  const input = first?.request.input
  expect(input?.kind === 'messages' && input.messages.length).toBeGreaterThan(2)
})

test('an unknown workload is refused with the names there are', () => {
  expect(() => resolveWorkloads('Q9')).toThrow(/Q9/)
})
