/** What an engine does with a request body. */
export type RequestRules = {
  /** A model name that is not served: refused, or ignored. */
  readonly unknownModel: 'refuse' | 'serve'
  readonly ignoreEos: boolean
  /** The field that sets a lower bound; `null`: there is none and any is ignored. */
  readonly minTokens: 'min_tokens' | 'min_new_tokens' | null
  /** `max_tokens: 0`: refused, or an empty answer. */
  readonly zeroMaxTokens: 'refuse' | 'empty'
  /** A prompt beyond the context: refused, or silently shortened. */
  readonly overContext: 'refuse' | 'truncate'
  /** Without `max_tokens` the answer may fill the context. With it, a sum over the context is refused or clipped. */
  readonly outputBeyondContext: 'refuse' | 'clip'
  /** `n` above 1: so many choices, or one all the same. */
  readonly severalChoices: 'serve' | 'ignore'
}
