import { createRandom, sampleNormal } from '@sagellm-benchmark/protocol-types/random'

/**
 * Two engines that take turns, as records: the truth is known, so that what the statistics say about them can be checked.
 *
 * Times are log-normal around 50 ms to the first token and 20 ms between tokens. `roundNoise` is what one round does to all
 * requests of one target (a hot moment), which is what makes requests of a round correlated; `sharedNoise` what it does to both targets.
 */
export function twoEngines(options) {
  const {
    seed,
    rounds,
    batchSize,
    tbtRatio = 1,
    requestNoise = 0.2,
    roundNoise = 0,
    sharedNoise = 0,
    failures = 0,
  } = options
  const random = createRandom(seed)
  const around = (cv) => {
    const spread = Math.sqrt(Math.log1p(cv * cv))
    return Math.exp(spread * sampleNormal(random) - (spread * spread) / 2)
  }
  const sides = { baseline: [], candidate: [] }
  let clock = 0
  for (let round = 0; round < rounds; round++) {
    const shared = around(sharedNoise)
    const order = round % 2 === 0 ? ['baseline', 'candidate'] : ['candidate', 'baseline']
    for (const side of order) {
      const own = shared * around(roundNoise)
      let end = clock
      for (let index = 0; index < batchSize; index++) {
        const ttft = 50 * own * around(2 * requestNoise)
        const tbt = 20 * (side === 'candidate' ? tbtRatio : 1) * own * around(requestNoise)
        const made = record({ side, round, index, startAt: clock, ttft, tbt })
        const failed = failures > 0 && side === 'candidate' && index === 0 && round % Math.ceil(1 / failures) === 0
        sides[side].push(failed ? { ...made, errorClass: 'server_error' } : made)
        end = Math.max(end, made.endAt)
      }
      clock = end + 5
    }
  }
  return sides
}

const TOKENS = 64

function record({ side, round, index, startAt, ttft, tbt }) {
  const firstTokenAt = startAt + ttft
  const lastTokenAt = firstTokenAt + tbt * (TOKENS - 1)
  return {
    schemaVersion: 1,
    requestId: `${side}-${round}-${index}`,
    target: side,
    workload: 'simulated',
    phase: 'measured',
    round,
    index,
    scheduledAt: startAt,
    startAt,
    sentAt: startAt,
    headersAt: startAt,
    firstTokenAt,
    firstOutputAt: firstTokenAt,
    // The ends are enough for every metric that is compared.
    tokenAt: [firstTokenAt, lastTokenAt],
    choiceSteps: [],
    otherChunkAt: [],
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
    usage: null,
    requestedOutputTokens: TOKENS,
    intendedPromptTokens: 128,
    promptLengthBasis: 'target_tokenizer',
    finishReason: 'length',
    httpStatus: 200,
    errorClass: null,
    errorMessage: null,
    retries: 0,
    model: 'simulated',
    transport: 'in_process',
    connectionReused: true,
    simulated: true,
    flags: [],
    outputText: null,
    outputTokenIds: null,
  }
}
