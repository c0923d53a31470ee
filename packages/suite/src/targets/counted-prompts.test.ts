import { type RequestRecord, RunPlan } from '@sagellm-benchmark/protocol-types'
import { requestsFrom, runPlan } from '@sagellm-benchmark/runner'
import { planRequestsAsync } from '@sagellm-benchmark/workloads'
import { describe, expect, test } from 'vitest'
import { openTarget } from './open-target.js'

/** Requests of one workload, sent to the reference engine under a dialect. */
async function sent(dialect: string, { source, api = 'chat' }: { source: string; api?: 'chat' | 'completions' }) {
  const plan = RunPlan.parse({
    target: { kind: 'simulated', dialect, api, options: { decodeStepMs: 0.1, prefillMsPerToken: 0 } },
    warmup: { requests: 0 },
    workloads: [
      {
        name: 'A',
        source,
        language: 'en',
        promptTokens: 120,
        outputTokens: 2,
        requests: 3,
        load: { kind: 'closed', concurrency: 1 },
      },
    ],
  })
  const target = await openTarget(plan, {})
  try {
    const { countPrompt, ...counting } = target.resources
    if (!countPrompt) return null
    const part = { workload: 'A', phase: 'measured', round: 0 } as const
    const planned = []
    for await (const each of planRequestsAsync(plan, part, { ...counting, countPrompt })) planned.push(each)
    const records: RequestRecord[] = []
    const observers = [{ onRecord: (record: RequestRecord) => void records.push(record) }]
    await runPlan({ plan, client: target.client, requests: requestsFrom(planned), observers })
    return records
  } finally {
    await target.close()
  }
}

describe.each(['vllm', 'sagellm', 'sglang', 'llamacpp', 'tgi'])('%s', (dialect) => {
  test.each(['short_qa', 'dialogue'])('prompts of %s are read with exactly the tokens asked for', async (source) => {
    const records = await sent(dialect, { source })
    expect(records).toHaveLength(3)
    for (const record of records ?? []) {
      expect(record).toMatchObject({
        errorClass: null,
        requestedPromptTokens: 120,
        intendedPromptTokens: 120,
        promptTokens: 120,
        promptLengthBasis: 'target_prompt',
      })
      expect(record.flags.filter((flag) => flag.startsWith('prompt_'))).toEqual([])
    }
  })
})

test('prompts of a completions endpoint, too', async () => {
  const records = await sent('vllm', { source: 'short_qa', api: 'completions' })
  expect(records?.map(({ promptTokens }) => promptTokens)).toEqual([120, 120, 120])
})

test('an engine that counts nothing is measured by estimate', async () => {
  expect(await sent('ollama', { source: 'short_qa' })).toBeNull()
})
