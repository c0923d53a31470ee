import type { PromptInput } from '@sagellm-benchmark/protocol-types/engine'
import { estimateTokens } from '@sagellm-benchmark/workloads'

/** How many tokens a tokenizer makes of a text, learnt from prompts that it has counted. */
export interface TokenScale {
  add(input: PromptInput, tokens: number): void
  /** The tokens that a prompt probably has, at least 1. Without anything learnt: `estimateTokens`. */
  foresee(input: PromptInput): number
  /** Prompts it was learnt from. */
  readonly learntFrom: number
}

/**
 * Learns tokens per character, of narrow and of wide (Chinese) characters apart, by least squares through the origin: prompts
 * of one workload are alike, so that a few dozen of them predict the others within a few tokens.
 */
export function createTokenScale(): TokenScale {
  let count = 0
  let nn = 0
  let nw = 0
  let ww = 0
  let nt = 0
  let wt = 0
  let characters = 0
  let tokensOfAll = 0

  const perCharacter = (): readonly [number, number] => {
    const determinant = nn * ww - nw * nw
    // Texts of one script only, or of both in a fixed proportion, do not determine the two factors apart.
    if (determinant > 1e-9 * nn * ww) {
      const narrow = (nt * ww - wt * nw) / determinant
      const wide = (wt * nn - nt * nw) / determinant
      if (narrow > 0 && wide > 0) return [narrow, wide]
    }
    return [tokensOfAll / characters, tokensOfAll / characters]
  }

  return {
    get learntFrom() {
      return count
    },
    add(input, tokens) {
      const { narrow, wide } = scriptsOf(input)
      if (narrow + wide === 0 || tokens <= 0) return
      count += 1
      characters += narrow + wide
      tokensOfAll += tokens
      nn += narrow * narrow
      nw += narrow * wide
      ww += wide * wide
      nt += narrow * tokens
      wt += wide * tokens
    },
    foresee(input) {
      if (input.kind === 'tokens') return input.tokenIds.length
      if (count === 0) return Math.max(1, estimateTokens(textsOf(input).join('\n')))
      const { narrow, wide } = scriptsOf(input)
      const [perNarrow, perWide] = perCharacter()
      return Math.max(1, Math.round(narrow * perNarrow + wide * perWide))
    },
  }
}

function scriptsOf(input: PromptInput): { readonly narrow: number; readonly wide: number } {
  let narrow = 0
  let wide = 0
  for (const text of textsOf(input)) {
    for (let at = 0; at < text.length; at += 1) {
      if (text.charCodeAt(at) >= 0x2e80) wide += 1
      else narrow += 1
    }
  }
  return { narrow, wide }
}

function textsOf(input: PromptInput): readonly string[] {
  if (input.kind === 'tokens') return []
  return input.kind === 'text' ? [input.text] : input.messages.map(({ content }) => content)
}
