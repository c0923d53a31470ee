import type { GrowingText } from './growing-text.js'

export type Closing = { readonly cut: number; readonly closing: string }

/** How a cut sentence may end. Between them they have every small number of tokens, under any tokenizer tried. */
const endings = {
  en: [
    '...',
    '.',
    '',
    ' now.',
    ' too',
    ' so',
    ' then.',
    ' and so on.',
    ' as before.',
    ' in that order.',
    ' again',
    '!',
    ' a',
    '. Go on.',
    '. Yes.',
    '. OK',
    ' or so, as far as we know.',
    ';',
    '?',
    ' etc.',
    '.)',
    '!!',
    ', etc.',
  ],
  zh: [
    '。',
    '',
    '等',
    '等。',
    '等等。',
    '了',
    '了。',
    '吧',
    '呢',
    '……',
    '！',
    '.',
    '!',
    ' ok',
    '；',
    '?',
    '..',
    '!!',
    '等!',
  ],
} as const

/**
 * Ways to end the body near a cut, the most natural first: with a full stop, as it stands, or with a few words that
 * take up the tokens still missing; then the same one word earlier, up to eight; then within a word.
 */
export function* closings(text: GrowingText, near: number, language: 'en' | 'zh'): Generator<Closing> {
  let cut = near
  for (let back = 0; back < 8; back += 1) {
    const body = text.upTo(cut)
    const bare = /[\s。.!?！？；;，,:：]$/.test(body)
    // A list item that holds nothing but its dash is worse than a list that ends one item earlier.
    if (!/(^|\n)-?$/.test(body))
      for (const closing of endings[language]) {
        // A second full stop behind the first looks like a slip.
        if (bare && /^[.。]/.test(closing)) continue
        yield { cut, closing }
      }
    if (cut === 0) break
    cut = text.cutBefore(cut)
  }
  for (let at = near + 1; at <= near + 24; at += 1) yield { cut: at, closing: '' }
}
