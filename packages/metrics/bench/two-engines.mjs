import { emptyRecord } from '@sagellm-benchmark/protocol-types/records'
import { drawTimes, TOKENS } from './draw-times.mjs'

/**
 * Two engines that take turns, as records: the truth is known, so that what the statistics say about them can be checked. Takes what
 * `drawTimes` takes.
 */
export function twoEngines(options) {
  const sides = { baseline: [], candidate: [] }
  const { failures = 0 } = options
  let clock = 0
  for (const { side, round, times } of drawTimes(options)) {
    const records = times.map(({ ttft, tbt }, index) => {
      const made = record({ side, round, index, startAt: clock, ttft, tbt })
      const failed = failures > 0 && side === 'candidate' && index === 0 && round % Math.ceil(1 / failures) === 0
      return failed ? { ...made, errorClass: 'server_error' } : made
    })
    sides[side].push(...records)
    clock = Math.max(...records.map(({ endAt }) => endAt)) + 5
  }
  return sides
}

function record({ side, round, index, startAt, ttft, tbt }) {
  const firstTokenAt = startAt + ttft
  const lastTokenAt = firstTokenAt + tbt * (TOKENS - 1)
  const planned = {
    requestId: `${side}-${round}-${index}`,
    workload: 'simulated',
    phase: 'measured',
    round,
    index,
    request: { maxTokens: TOKENS },
    intendedPromptTokens: 128,
    promptLengthBasis: 'target_tokenizer',
  }
  return emptyRecord(planned, {
    target: side,
    scheduledAt: startAt,
    startAt,
    sentAt: startAt,
    headersAt: startAt,
    firstTokenAt,
    firstOutputAt: firstTokenAt,
    // The ends are enough for every metric that is compared.
    tokenAt: [firstTokenAt, lastTokenAt],
    firstChoiceAt: firstTokenAt,
    firstStepAt: firstTokenAt,
    firstReadShare: 1 / TOKENS,
    coalescedChunks: 0,
    tbtMs: tbt,
    tbtBasis: 'steps',
    lastTokenAt,
    endAt: lastTokenAt,
    promptTokens: 128,
    outputTokens: TOKENS,
    tokenCountSource: 'usage',
    chunkCount: TOKENS,
    finishReason: 'length',
    httpStatus: 200,
    model: 'simulated',
    transport: 'in_process',
    connectionReused: true,
    simulated: true,
  })
}
