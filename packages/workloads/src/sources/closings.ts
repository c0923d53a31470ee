import type { GrowingText } from './growing-text.js'

export type Closing = { readonly cut: number; readonly closing: string }

/** How a cut sentence may end, the most natural first. Between them they have every small number of tokens. */
const endings = {
  en: [
    '.',
    '...',
    '',
    ' now.',
    ' too.',
    ' and so on.',
    ' as before.',
    ' in that order.',
    ' too',
    ' so',
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
    '，其余从略。',
    '，依此类推。',
    '，如此等等，不再一一列出。',
    ' etc.',
    ' and so on.',
  ],
} as const

export type ClosingsOptions = {
  /** The cut that is a little too short. */
  readonly near: number
  /** Cuts lie before this place. */
  readonly before: number
  readonly language: 'en' | 'zh'
  /** Whether a token is about a character: then a cut within a word is the surest. */
  readonly fine: boolean
}

/**
 * Ways to end the body near a cut, the most natural first: with a full stop, as it stands, or with a few words that
 * take up the tokens still missing; then the same a word later or up to eight words earlier; then within a word.
 */
export function* closings(text: GrowingText, options: ClosingsOptions): Generator<Closing> {
  const { near, before, language, fine } = options
  if (fine) yield* withinWord(near, before)
  yield* endingsAt(text, near, language)
  for (let cut = text.cutAfter(near), on = 0; on < 2 && cut < before; cut = text.cutAfter(cut), on += 1)
    yield* endingsAt(text, cut, language)
  for (let cut = near, back = 0; back < 8 && cut > 0; back += 1) {
    cut = text.cutBefore(cut)
    yield* endingsAt(text, cut, language)
  }
  if (!fine) yield* withinWord(near, before)
}

function* withinWord(near: number, before: number): Generator<Closing> {
  for (let cut = near + 1; cut < Math.min(before, near + 24); cut += 1) yield { cut, closing: '' }
}

function* endingsAt(text: GrowingText, cut: number, language: 'en' | 'zh'): Generator<Closing> {
  const end = text.upTo(cut).slice(-4)
  // A list item that holds nothing but its dash is worse than a list that ends one item earlier.
  if (cut === 0 || /(^|\n)-?$/.test(end)) return
  const bare = /[\s。.!?！？；;，,:：]$/.test(end)
  for (const closing of endings[language]) {
    // A second full stop behind the first looks like a slip.
    if (bare && /^[.。]/.test(closing)) continue
    yield { cut, closing }
  }
}
