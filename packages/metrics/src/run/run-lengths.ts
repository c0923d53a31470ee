import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { RunLengths } from '@sagellm-benchmark/protocol-types/artifacts'

/** Takes measured records one at a time; the means of what was asked for and reached over the successful ones. */
export function createRunLengths(): { add(record: RequestRecord): void; result(): RunLengths | null } {
  const promptAsked = createMean()
  const promptBuilt = createMean()
  const promptRead = createMean()
  const outputAsked = createMean()
  const outputReached = createMean()
  return {
    add(record) {
      if (record.errorClass !== null) return
      promptAsked.add(record.requestedPromptTokens)
      promptBuilt.add(record.intendedPromptTokens)
      promptRead.add(record.promptTokens)
      outputAsked.add(record.requestedOutputTokens)
      outputReached.add(record.outputTokens)
    },
    result() {
      if (outputAsked.value() === null) return null
      return {
        promptAsked: promptAsked.value(),
        promptBuilt: promptBuilt.value(),
        promptRead: promptRead.value(),
        outputAsked: outputAsked.value(),
        outputReached: outputReached.value(),
      }
    },
  }
}

/** Of what is known. */
function createMean() {
  let sum = 0
  let known = 0
  return {
    add(value: number | null) {
      if (value === null) return
      sum += value
      known += 1
    },
    value: () => (known === 0 ? null : sum / known),
  }
}
