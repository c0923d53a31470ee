/** One sign at a time, because a loop inside of the pattern overflows at texts of megabytes. Decimals are no whole number. */
const quoteOrLongNumber = /\\[^]|"|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g
const longNumber = /\d{16}/

/**
 * JSON whose whole numbers of 16 digits and more come out as texts: a double holds none above 2^53 exactly, and two block ids that
 * differ must not become one.
 *
 * @returns `undefined` where the text is no JSON.
 */
export function parseTraceJson(text: string): unknown {
  try {
    return JSON.parse(longNumber.test(text) ? quoted(text) : text)
  } catch {
    return undefined
  }
}

function quoted(text: string): string {
  let inString = false
  return text.replace(quoteOrLongNumber, (found) => {
    if (found === '"') inString = !inString
    return inString || found === '"' || found.startsWith('\\') ? found : `"${found}"`
  })
}
