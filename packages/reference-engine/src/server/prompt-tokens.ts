import type { GenerationRequest, PromptInput, ServedEngine } from '@sagellm-benchmark/protocol-types/engine'

type Counting = Pick<ServedEngine, 'tokenizer' | 'countPromptTokens'> & {
  readonly identity: Pick<ServedEngine['identity'], 'maxModelLen'>
}

/** Characters of the first part of a prompt that is looked at: a tokenizer needs some hundredths of a second for them. */
const FIRST_LOOK = 65_536

/**
 * Tokens of a prompt as the model will see it. One that is far too long is not tokenized to its end, which would hold up every other request:
 * then this is how many there are at least.
 */
export function promptTokensOf(request: GenerationRequest, engine: Counting): number {
  const text = textOf(request.input)
  // A part may have a few tokens more than the whole has there, but never twice as many as fit.
  const farTooLong = 2 * engine.identity.maxModelLen
  for (let look = FIRST_LOOK; look < text.length; look *= 2) {
    const tokens = engine.tokenizer.encode(text.slice(0, look)).length
    if (tokens > farTooLong) return tokens
  }
  return engine.countPromptTokens(request)
}

/** The last tokens of a prompt, at least so many where it has them; its beginning is not looked at. */
export function lastTokensOf(
  input: PromptInput,
  count: number,
  { tokenizer }: Pick<Counting, 'tokenizer'>,
): readonly number[] {
  if (input.kind === 'tokens') return input.tokenIds.slice(-count)
  const text = textOf(input)
  for (let look = FIRST_LOOK; look < text.length; look *= 2) {
    const ids = tokenizer.encode(text.slice(-look))
    // The first tokens of a part that begins anywhere may not be those of the whole.
    if (ids.length > 2 * count) return ids.slice(-count)
  }
  return tokenizer.encode(text).slice(-count)
}

/** Empty for a prompt of token ids. */
function textOf(input: PromptInput): string {
  if (input.kind === 'text') return input.text
  return input.kind === 'messages' ? input.messages.map(({ content }) => content).join('\n') : ''
}
