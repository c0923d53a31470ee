/** Characters of Latin text in one token: what BPE vocabularies of 30,000 to 150,000 entries give on English prose. */
const latinPerToken = 4
/** Chinese characters in one token, for vocabularies that were trained on Chinese. */
const chinesePerToken = 1.5

/**
 * The number of tokens of a text when no tokenizer is at hand: 4 Latin characters, or 1.5 Chinese ones, a token. A
 * guess that may be off by a third, used only under `promptLengthBasis: 'estimate'`.
 *
 * @returns 0 for an empty text, else at least 1.
 * @example estimateTokens('The same prompt twice.') // 6
 */
export function estimateTokens(text: string): number {
  let wide = 0
  let narrow = 0
  for (let i = 0; i < text.length; i += 1) {
    if (text.charCodeAt(i) >= 0x2e80) wide += 1
    else narrow += 1
  }
  return Math.ceil(narrow / latinPerToken + wide / chinesePerToken)
}
