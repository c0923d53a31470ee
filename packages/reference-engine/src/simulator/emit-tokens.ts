import type { Clock } from '@sagellm-benchmark/protocol-types'
import type { GenerationStep } from '@sagellm-benchmark/protocol-types/engine'
import type { TruthLog } from './ground-truth.js'
import type { Sequence } from './sequence.js'

export type EmitOptions = {
  /** Tokens of this step at most; fewer when the answer ends. */
  readonly max: number
  /** ms on the simulated time line. */
  readonly dueMs: number
  readonly clock: Clock
  readonly truth: TruthLog
}

/** Generates the tokens of one step and hands them on: one step for each change of channel. Marks an answer that ended. */
export function emitTokens(sequence: Sequence, { max, dueMs, clock, truth }: EmitOptions): number {
  const first = sequence.generated.length === 0
  const parts: { ids: number[]; text: string; channel: NonNullable<GenerationStep['channel']> }[] = []
  let tokens = 0
  let finishReason: GenerationStep['finishReason'] = null
  while (tokens < max && finishReason === null) {
    const token = sequence.nextToken()
    let part = parts.at(-1)
    if (part?.channel !== token.channel) parts.push((part = { ids: [], text: '', channel: token.channel }))
    part.ids.push(token.id)
    part.text += token.text
    sequence.generated.push(token.id)
    truth.token(sequence.requestId, sequence.choice, dueMs)
    finishReason = token.finishReason
    tokens += 1
  }
  sequence.finished ||= finishReason !== null
  for (const [at, { ids, text, channel }] of parts.entries()) {
    sequence.emit({
      choice: sequence.choice,
      tokenIds: ids,
      text,
      atMs: Math.max(dueMs, clock.now()),
      finishReason: at === parts.length - 1 ? finishReason : null,
      channel,
      ...(first ? { cachedPromptTokens: sequence.cachedPromptTokens, queuedMs: sequence.queuedMs } : {}),
    })
  }
  return tokens
}
