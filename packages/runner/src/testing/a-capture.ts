import { ServerCounters } from '@sagellm-benchmark/protocol-types/telemetry'
import { ComparisonPlan, type CapturedCell, type TargetCapture } from '@sagellm-benchmark/protocol-types/comparison'

/** A cell of 20 requests in 10 rounds, streamed, whole. */
export function aCell(changes: Partial<CapturedCell> = {}): CapturedCell {
  return {
    scenario: 'short',
    batchSize: 2,
    load: null,
    streamed: true,
    rounds: Array.from({ length: 10 }, (_, round) => ({
      round,
      requests: 2,
      failed: 0,
      figures: { avg_ttft_ms: 40 + (round % 3), avg_tbt_ms: 10 + (round % 2) / 10 },
    })),
    blocks: [],
    roundsPerBlock: 13,
    requests: 20,
    failed: 0,
    errorClasses: {},
    failureExamples: {},
    finishReasons: { length: 20 },
    outputTokens: { min: 9, max: 9, mean: 9 },
    requestedOutputTokens: 9,
    promptTokens: 16,
    reached: null,
    loadNotKept: [],
    tbt: null,
    client: null,
    cache: { verdict: 'clean', source: 'usage', hitShare: 0, intendedShare: 0.1, message: '' },
    samples: [
      {
        requestId: 'short_b2-w-000',
        promptDigest: 'd0',
        promptTokens: 16,
        outputTokens: 9,
        finishReason: 'length',
        answer: 'the answer',
        errorClass: null,
      },
    ],
    recordFlags: {},
    ...changes,
  }
}

/** A capture of one cell, under conditions that another of these shares. */
export function aCapture(label: string, changes: Partial<TargetCapture> = {}): TargetCapture {
  return {
    schemaVersion: 1,
    label,
    position: null,
    url: `http://127.0.0.1:1/${label}`,
    api: null,
    plan: ComparisonPlan.parse({
      scenarios: [{ name: 'short', source: 'short_qa', promptTokens: 16, outputTokens: 9 }],
      batchSizes: [2],
    }),
    sameSpec: null,
    startedAt: '2026-01-02T03:04:05Z',
    endedAt: '2026-01-02T03:14:05Z',
    engine: 'vllm',
    engineVersion: '0.11.0',
    precision: 'bfloat16',
    model: 'Qwen/Qwen2.5-0.5B-Instruct',
    requestedModel: 'Qwen/Qwen2.5-0.5B-Instruct',
    maxModelLen: 4096,
    learnt: null,
    simulated: false,
    notices: [],
    flags: [],
    promptLengthBasis: 'target_tokenizer',
    local: true,
    clientMachine: 'abc',
    client: {
      transport: 'raw',
      stampSource: 'socket_read',
      loadThreads: 1,
      rounds: 10,
      saturatedRounds: 0,
      stampErrorMs: null,
      reasons: [],
    },
    serverCounters: ServerCounters.parse({
      requests: 20,
      promptTokens: 320,
      outputTokens: 180,
      cacheHits: 0,
      cacheQueries: 320,
    }),
    clientCounts: { requests: 20, promptTokens: 320, outputTokens: 180 },
    cells: [aCell()],
    ...changes,
  }
}
