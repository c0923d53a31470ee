/**
 * The value of a JSON text; `undefined` where it is none, which no JSON text is. NaN and infinities, which Python programs
 * write and read, are null here.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return /NaN|Infinity/.test(text) ? parseStrict(withoutOddNumbers(text)) : undefined
  }
}

/** The value of a text that is JSON to the letter; `undefined` where it is not. */
export function parseStrict(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Strings are matched first and kept: the words inside them are text. */
function withoutOddNumbers(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (match) => (match.startsWith('"') ? match : 'null'))
}
