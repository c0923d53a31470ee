import { BenchError } from '@sagellm-benchmark/protocol-types'
import type { SimulatorOptions } from './simulator-options.js'

/**
 * Refuses what could never run.
 *
 * @throws BenchError `invalid_argument` for a prompt that is empty, or with its answer beyond the context or all memory.
 */
export function checkLength({ prompt, maxTokens }: RequestLength, options: SimulatorOptions): void {
  if (prompt + maxTokens > options.maxModelLen) {
    throw new BenchError(
      'invalid_argument',
      `${prompt} prompt tokens and ${maxTokens} output tokens exceed the context of ${options.maxModelLen}`,
      { hint: 'shorten the prompt or lower max_tokens' },
    )
  }
  if (prompt === 0) throw new BenchError('invalid_argument', 'the prompt is empty')
  const blocks = Math.ceil((prompt + maxTokens) / options.kvBlockSize)
  if (blocks <= options.kvBlocks) return
  throw new BenchError('invalid_argument', `the request needs ${blocks} of ${options.kvBlocks} key-value blocks`, {
    hint: 'raise kvBlocks or ask for less',
  })
}

/** Tokens of a prompt, and the most that its answer may have. */
export type RequestLength = { readonly prompt: number; readonly maxTokens: number }
