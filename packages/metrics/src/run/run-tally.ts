import { wasCancelled } from '@sagellm-benchmark/protocol-types/records'
import type { RequestErrorClass, RequestRecord, TokenCountSource } from '@sagellm-benchmark/protocol-types'
import { cutWithoutSecrets } from '@sagellm-benchmark/protocol-types/edge'
import type { AggregatedMetrics } from '@sagellm-benchmark/protocol-types/artifacts'
import type { FlagName } from '@sagellm-benchmark/protocol-types/records'

type FailureExamples = AggregatedMetrics['failureExamples']

/** What is counted by name over the measured requests of a run. */
export interface RunTally {
  add(record: RequestRecord): void
  /** Failures by class; requests that were cut off from our side are not the server's and not here. */
  errorsByClass(): Partial<Record<RequestErrorClass, number>>
  /** The first error message of each class, cut at 300 characters. */
  failureExamples(): FailureExamples
  /** Where the token counts of successful requests come from. */
  tokenCountSources(): Partial<Record<TokenCountSource, number>>
  /** Content chunks that came before a failure. */
  partialChunks(): number
  /** Every flag that a record carries, and those that follow from records. */
  flags(): FlagName[]
}

export function createRunTally(): RunTally {
  const errors: Partial<Record<RequestErrorClass, number>> = {}
  const examples: FailureExamples = {}
  const sources: Partial<Record<TokenCountSource, number>> = {}
  const flags = new Set<FlagName>()
  let partialChunks = 0
  return {
    add(record) {
      const { errorClass, tokenCountSource } = record
      if (record.simulated) flags.add('simulated')
      if (record.promptLengthBasis === 'estimate') flags.add('prompt_length_estimated')
      // Where the server read exactly what was counted there is nothing on top.
      if (record.promptLengthBasis === 'target_tokenizer' && record.promptTokens !== record.intendedPromptTokens)
        flags.add('prompt_template_uncounted')
      for (const flag of record.flags) flags.add(flag)
      if (errorClass === null) {
        sources[tokenCountSource] = (sources[tokenCountSource] ?? 0) + 1
        if (record.outputTokens === null || tokenCountSource === 'chunks_unverified') flags.add('token_counts_unknown')
      } else if (!wasCancelled(errorClass)) {
        errors[errorClass] = (errors[errorClass] ?? 0) + 1
        if (record.errorMessage) examples[errorClass] ??= cut(record.errorMessage)
        partialChunks += record.tokenAt.length
      }
    },
    errorsByClass: () => ({ ...errors }),
    failureExamples: () => ({ ...examples }),
    tokenCountSources: () => ({ ...sources }),
    partialChunks: () => partialChunks,
    flags: () => [...flags],
  }
}

const MAX_EXAMPLE = 300

/** Cut between characters: half of a surrogate pair cannot be written as UTF-8. */
function cut(message: string): string {
  if (message.length <= MAX_EXAMPLE) return message
  return `${cutWithoutSecrets(message, MAX_EXAMPLE - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}
