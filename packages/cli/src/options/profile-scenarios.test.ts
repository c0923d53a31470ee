import { expect, test } from 'vitest'
import { checkFlags } from '../command/flag-rules.js'
import { CompareOptions } from '../commands/compare/compare-options.js'
import { comparisonPlan } from '../commands/compare/comparison-plan.js'
import { profileRules } from './profile-options.js'

const io = { cwd: import.meta.dirname } as never
const planOf = (given: object) => comparisonPlan(CompareOptions.parse({ seed: 1, ...given }), { io })

test.each([
  [{ profile: 'vllm_random' }, 'random', 128, 128, {}],
  [{ profile: 'vllm_random', promptTokens: 64, outputTokens: 32 }, 'random', 64, 32, {}],
  [{ profile: 'vllm_sharegpt', datasetPath: 's.json' }, 'sharegpt', 256, 128, { path: 's.json' }],
  [{ profile: 'vllm_hf', datasetPath: 'h.jsonl' }, 'file', 256, 128, { path: 'h.jsonl' }],
  [{ profile: 'vllm_custom', datasetPath: 'c.jsonl', outputTokens: 8 }, 'file', 256, 8, { path: 'c.jsonl' }],
])('%j', async (given, source, promptTokens, outputTokens, sourceOptions) => {
  const { profile, scenarios } = await planOf(given)
  expect(profile).toBe(given.profile)
  expect(scenarios).toHaveLength(1)
  expect(scenarios[0]).toMatchObject({
    name: profile,
    source,
    promptTokens,
    outputTokens,
    sourceOptions,
    supplement: null,
  })
})

test('a profile that reads a file wants one', async () => {
  await expect(planOf({ profile: 'vllm_hf' })).rejects.toMatchObject({
    hint: expect.stringContaining('--dataset-path') as string,
  })
})

test('a supplement adds Q1 to Q8 beside a profile, beside the usual scenarios, and not twice', async () => {
  const { scenarios } = await planOf({ profile: 'vllm_random', supplement: ['q1q8_supplement', 'q1q8_supplement'] })
  expect(scenarios.map(({ name }) => name)).toEqual(['vllm_random', 'Q1', 'Q2', 'Q3', 'Q4', 'Q5', 'Q6', 'Q7', 'Q8'])
  expect(scenarios.map(({ supplement }) => supplement)).toEqual([null, ...Array(8).fill('q1q8_supplement')])
  expect((await planOf({ supplement: ['q1q8_supplement'] })).scenarios).toHaveLength(10)
  await expect(planOf({ workload: ['Q1'], supplement: ['q1q8_supplement'] })).rejects.toThrow('Q1')
})

test.each([
  [{ profile: 'vllm_random', workload: ['Q1'] }, '--profile works only without --workload'],
  [{ datasetPath: 'x' }, '--dataset-path works only'],
  [{ profile: 'vllm_random', datasetPath: 'x' }, '--dataset-path works only'],
  [{ profile: 'vllm_hf', promptTokens: 4 }, '--prompt-tokens works only'],
  [{ outputTokens: 4 }, '--output-tokens works only'],
])('%j is refused', (given, message) => {
  const options = CompareOptions.parse(given)
  expect(() => checkFlags(profileRules, { options, given, command: 'compare' })).toThrow(message)
})
