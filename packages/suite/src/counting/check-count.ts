import { BenchError } from '@sagellm-benchmark/protocol-types'
import type { PromptInput } from '@sagellm-benchmark/protocol-types/engine'

/** A token is a byte at least, and a chat template adds some hundreds. */
const MAX_TEMPLATE_TOKENS = 4_096
/** Only short texts, of spaces or of one long word, have fewer tokens than these make. */
const MAX_BYTES_A_TOKEN = 64
const SHORT_BYTES = 1_000

class ImpossibleCount extends BenchError {}

/**
 * Holds a count of tokens against the bytes of the text: what was right for short texts may be a limit or a default for long ones.
 *
 * @throws BenchError `unavailable` for a count that cannot be.
 */
export function checkCount(input: PromptInput, tokens: number): void {
  const bytes = new TextEncoder().encode(textOf(input)).length
  if (
    Number.isInteger(tokens) &&
    tokens <= bytes + MAX_TEMPLATE_TOKENS &&
    tokens >= (bytes - SHORT_BYTES) / MAX_BYTES_A_TOKEN
  )
    return
  const seen = `the server counted ${tokens} tokens of a text of ${bytes.toLocaleString('en-US')} bytes, which cannot be`
  throw new ImpossibleCount('unavailable', seen, { hint: 'give --tokenizer FOLDER, which counts without the server' })
}

/** Whether an error is that of `checkCount`: asking again does not help. */
export function isImpossible(error: unknown): boolean {
  return error instanceof ImpossibleCount
}

function textOf(input: PromptInput): string {
  if (input.kind === 'tokens') return ''
  return input.kind === 'text' ? input.text : input.messages.map(({ content }) => content).join('')
}
