import { aRecord } from '@sagellm-benchmark/protocol-types/testing'

/** A summary with nothing in it: what the records come to is not looked at here. */
const zero = { total_requests: 0, successful_requests: 0, failed_requests: 0 }
export const emptySummary = { workloads: {}, overall: { total_workloads: 0, ...zero } }

/** Fields that the records below do not give a value of their own. */
const template = aRecord()

/** Tokens of each record; their stamps are most of a record's weight. */
const tokens = 64

/** Made-up records of eight workloads, one at a time, as a journal is read; one in 500 has failed. */
export function* benchRecords(count) {
  for (let index = 0; index < count; index++) {
    const startAt = index * 1.7
    const first = startAt + 20 + ((index * 7919) % 1000) / 10
    const gap = 8 + (index % 7) / 3
    const tokenAt = Array.from({ length: tokens }, (_, at) => first + at * gap)
    const failed = index % 500 === 499
    yield {
      ...template,
      requestId: `Q${1 + (index % 8)}-r${index % 5}-${String(index).padStart(7, '0')}`,
      target: 'bench',
      workload: `Q${1 + (index % 8)}`,
      phase: 'measured',
      round: index % 5,
      index,
      scheduledAt: startAt,
      startAt,
      sentAt: startAt,
      headersAt: startAt + 1,
      firstTokenAt: first,
      firstOutputAt: first,
      tokenAt,
      lastTokenAt: tokenAt.at(-1),
      endAt: tokenAt.at(-1),
      promptTokens: 32,
      outputTokens: tokens,
      tokenCountSource: 'usage',
      chunkCount: tokens,
      usage: null,
      requestedOutputTokens: tokens,
      intendedPromptTokens: 32,
      promptLengthBasis: 'target_tokenizer',
      finishReason: failed ? null : 'length',
      httpStatus: 200,
      errorClass: failed ? 'stream_cut_short' : null,
      errorMessage: failed ? 'the stream ended early' : null,
      retries: 0,
      model: 'bench',
      transport: 'none',
      connectionReused: true,
      simulated: true,
      flags: [],
      outputText: null,
      outputTokenIds: null,
    }
  }
}
