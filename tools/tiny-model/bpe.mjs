/**
 * Byte-level byte-pair encoding, trained the GPT-2 way: text is cut into words, each byte stands as one printable
 * character, and the most frequent neighbouring pair becomes a new symbol until the vocabulary is full.
 */

/** GPT-2's cut: contractions, runs of letters, of digits, of anything else, each with the space before it. */
const WORDS = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu

/** The 256 characters that stand for bytes: printable Latin-1 for itself, the rest shifted above U+0100. */
export const byteCharacters = (() => {
  const isPrintable = (byte) => (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174
  let shifted = 256
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(isPrintable(byte) ? byte : shifted++))
})()

const byteOfCharacter = new Map(byteCharacters.map((character, byte) => [character, byte]))

/** The bytes that a vocabulary symbol stands for. */
export function symbolBytes(symbol) {
  return Uint8Array.from([...symbol], (character) => byteOfCharacter.get(character))
}

/**
 * @param text - what to learn from.
 * @param size - symbols wanted, the 256 bytes included; fewer when no pair occurs twice any more.
 * @returns `symbols` in id order (bytes first) and `merges` as pairs, most frequent first.
 */
export function trainBpe(text, size) {
  const words = countWords(text)
  const symbols = [...byteCharacters]
  const merges = []

  while (symbols.length < size) {
    const pair = mostFrequentPair(words)
    if (pair === null) break
    merges.push(pair)
    symbols.push(pair[0] + pair[1])
    for (const word of words) word.symbols = mergePair(word.symbols, pair)
  }
  return { symbols, merges }
}

function countWords(text) {
  const encoder = new TextEncoder()
  const counts = new Map()
  for (const [word] of text.matchAll(WORDS)) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts].map(([word, count]) => ({
    count,
    symbols: Array.from(encoder.encode(word), (byte) => byteCharacters[byte]),
  }))
}

function mostFrequentPair(words) {
  const counts = new Map()
  for (const { count, symbols } of words) {
    for (let at = 1; at < symbols.length; at += 1) {
      const key = `${symbols[at - 1]} ${symbols[at]}`
      counts.set(key, (counts.get(key) ?? 0) + count)
    }
  }
  let best = null
  for (const [key, count] of counts) {
    // Ties go to the smaller key by code unit, so that the result does not hang on insertion order or locale.
    if (best === null || count > best.count || (count === best.count && key < best.key)) best = { key, count }
  }
  return best === null || best.count < 2 ? null : best.key.split(' ')
}

function mergePair(symbols, [left, right]) {
  if (!symbols.includes(left)) return symbols
  const merged = []
  for (let at = 0; at < symbols.length; at += 1) {
    if (symbols[at] === left && symbols[at + 1] === right) {
      merged.push(left + right)
      at += 1
    } else merged.push(symbols[at])
  }
  return merged
}
