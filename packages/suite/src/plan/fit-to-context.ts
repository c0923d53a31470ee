/** Lengths of a request in tokens. */
export type RequestLengths = { readonly promptTokens: number; readonly outputTokens: number }

export type FitOptions = {
  /** Context window of the target; infinite where it is not known. */
  readonly window: number
  /** Whether prompts are built with the target's own tokenizer: an estimate may be off by a quarter. */
  readonly exactLengths: boolean
  /** Kept free for what a chat template and the end mark add. @default an eighth of the window, 10 to 64 */
  readonly spareTokens?: number
}

/**
 * The lengths that a context window leaves of those that are wanted: the output gets at most half of it, the prompt what is left.
 * A chat template adds tokens of its own, for which room is kept.
 *
 * @example fitToContext({ promptTokens: 2048, outputTokens: 512 }, { window: 1024, exactLengths: true }) // 480 and 480
 */
export function fitToContext(wanted: RequestLengths, options: FitOptions): RequestLengths {
  const { window, exactLengths, spareTokens = templateRoom(window) } = options
  const room = (window - spareTokens) * (exactLengths ? 1 : 0.75)
  const outputTokens = Math.max(1, Math.min(wanted.outputTokens, Math.floor(room / 2)))
  const promptTokens = Math.max(1, Math.min(wanted.promptTokens, Math.floor(room - outputTokens)))
  return { promptTokens, outputTokens }
}

function templateRoom(window: number): number {
  return Math.max(10, Math.min(64, Math.floor(window / 8)))
}
