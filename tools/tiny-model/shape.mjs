/** The tiny model: GPT-2's architecture at the smallest size that still does all of its work. */
export const shape = {
  embedding: 64,
  heads: 4,
  layers: 2,
  /** Symbols with the special tokens; a multiple of 64. */
  vocabulary: 1792,
  /** Enough for every query workload (Q6 and Q7 need 768) with room for long prompts. */
  positions: 2048,
  layerNormEpsilon: 1e-5,
}

/** Tokens with a meaning of their own, at the end of the vocabulary in this order. */
export const specialTokens = ['<|endoftext|>', '<|system|>', '<|user|>', '<|assistant|>', '<|tool|>', '<|end|>']
