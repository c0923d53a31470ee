import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { RunLengths } from '@sagellm-benchmark/protocol-types/artifacts'
import { createKnownMean } from './known-mean.js'

/**
 * Takes measured records one at a time; the means of what was asked for and reached over the successful ones. What was asked for or built is
 * `null` where it is not known of every one, as of later turns of a conversation: a mean over fewer requests cannot stand beside what was read.
 */
export function createRunLengths(): { add(record: RequestRecord): void; result(): RunLengths | null } {
  const promptAsked = createKnownMean()
  const promptBuilt = createKnownMean()
  const promptRead = createKnownMean()
  const outputAsked = createKnownMean()
  const outputReached = createKnownMean()
  let answers = 0
  const ofAll = (mean: ReturnType<typeof createKnownMean>) => (mean.known() === answers ? mean.value() : null)
  return {
    add(record) {
      if (record.errorClass !== null) return
      answers += 1
      promptAsked.add(record.requestedPromptTokens)
      promptBuilt.add(record.intendedPromptTokens)
      promptRead.add(record.promptTokens)
      outputAsked.add(record.requestedOutputTokens)
      outputReached.add(record.outputTokens)
    },
    result() {
      if (outputAsked.value() === null) return null
      return {
        promptAsked: ofAll(promptAsked),
        promptBuilt: ofAll(promptBuilt),
        promptRead: promptRead.value(),
        outputAsked: outputAsked.value(),
        outputReached: outputReached.value(),
      }
    },
  }
}
