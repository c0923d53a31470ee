import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { RunLengths } from '@sagellm-benchmark/protocol-types/artifacts'
import { createKnownMean } from './known-mean.js'

/** Takes measured records one at a time; the means of what was asked for and reached over the successful ones. */
export function createRunLengths(): { add(record: RequestRecord): void; result(): RunLengths | null } {
  const promptAsked = createKnownMean()
  const promptBuilt = createKnownMean()
  const promptRead = createKnownMean()
  const outputAsked = createKnownMean()
  const outputReached = createKnownMean()
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
