import type { OriginalWorkload } from '@sagellm-benchmark/protocol-types/original'

const usual = {
  temperature: null,
  topP: 1,
  topK: null,
  repetitionPenalty: 1,
  concurrent: false,
  stream: false,
  warmupRounds: 0,
  concurrency: null,
  extraParams: {},
} as const

/** What a workload file of one's own begins with: one workload each for short answers, streams, and many requests in flight. */
export const workloadTemplate: readonly OriginalWorkload[] = [
  {
    ...usual,
    name: 'custom_short',
    workloadType: 'short',
    prompt: 'Name three things that make a measurement repeatable.',
    promptTokens: 16,
    maxTokens: 64,
    numRequests: 5,
    temperature: 0.7,
    topK: 40,
    warmupRounds: 1,
  },
  {
    ...usual,
    name: 'custom_streaming',
    workloadType: 'streaming',
    prompt: 'Explain step by step how a server decides which of the requests that wait for it is answered next.',
    promptTokens: 32,
    maxTokens: 256,
    numRequests: 3,
    stream: true,
    warmupRounds: 1,
  },
  {
    ...usual,
    name: 'custom_batch',
    workloadType: 'batch_inference',
    prompt: 'Summarise in two sentences why many requests together are answered faster than the same one by one.',
    promptTokens: 32,
    maxTokens: 128,
    numRequests: 16,
    concurrent: true,
    warmupRounds: 2,
    concurrency: 8,
  },
]
