import { PlannedRequest } from '@sagellm-benchmark/protocol-types'
import { GenerationRequest } from '@sagellm-benchmark/protocol-types/engine'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CpuEngine, createCpuEngine } from '../engine/create-cpu-engine.js'
import { createCpuClient } from './create-cpu-client.js'

let engine: CpuEngine
beforeAll(async () => {
  engine = await createCpuEngine({ maxBatchSize: 4 })
})
afterAll(() => engine.close())

const planned = (text: string, maxTokens: number) =>
  PlannedRequest.parse({
    requestId: `r-${text}-${maxTokens}`,
    workload: 'Q1',
    phase: 'measured',
    round: 0,
    index: 0,
    dueAtMs: null,
    request: GenerationRequest.parse({ input: { kind: 'text', text }, maxTokens }),
    intendedPromptTokens: null,
    promptLengthBasis: 'target_tokenizer',
  })

test('a record holds one ascending stamp a token and the model’s own counts', async () => {
  const record = await createCpuClient({ engine }).send(planned('What is a benchmark?', 12))
  expect(record).toMatchObject({ errorClass: null, outputTokens: 12, chunkCount: 12, finishReason: 'length' })
  expect(record.promptTokens).toBe(engine.countPrompt({ kind: 'text', text: 'What is a benchmark?' }))
  const times = [record.startAt, ...record.tokenAt, record.endAt]
  expect(times).toEqual([...times].sort((a, b) => a - b))
})

test('greedy ids are the same alone and in a batch', async () => {
  const client = createCpuClient({ engine })
  const alone = await client.send(planned('one', 10), { keepText: true })
  const [together] = await Promise.all([
    client.send(planned('one', 10), { keepText: true }),
    client.send(planned('another and longer prompt', 16), { keepText: true }),
  ])
  expect(alone.outputTokenIds).toHaveLength(10)
  expect(together?.outputTokenIds).toEqual(alone.outputTokenIds)
})

test('a request beyond the context is a failed record, not an exception', async () => {
  const record = await createCpuClient({ engine }).send(planned('too long', engine.identity.maxModelLen + 1))
  expect(record).toMatchObject({ errorClass: 'context_length_exceeded', outputTokens: null })
})

test('an aborted request is recorded as cut off by the run', async () => {
  const stop = new AbortController()
  const sent = createCpuClient({ engine }).send(planned('stop me', 1000), { signal: stop.signal })
  stop.abort('cancelled_by_run')
  expect((await sent).errorClass).toBe('cancelled_by_run')
})
