import { findAny } from './find-any.js'
import { plainOf, plainTexts } from './plain-text.js'
import { formsOf } from './secret-forms.js'
import { findShort } from './short-secrets.js'

/** What stands where a secret was. */
export const REDACTED = '[redacted]'

/** Takes known secrets out of texts. */
export interface SecretRedactor {
  /** The text without them. The same string where it holds none. */
  clean(text: string): string
  /** Begins a text that comes in pieces: a secret may lie in two of them. */
  open(): PieceCleaner
}

/** A text on its way. */
export interface PieceCleaner {
  /** Takes a piece. @returns what of the text can go on, without secrets: the end waits for what comes after it. */
  add(piece: string): string
  /** The rest. */
  end(): string
}

/** Below this a value is matched only as a word of its own, and only raw, URL-encoded or in JSON. */
const LONG = 8

/**
 * Makes a redactor for values that are known to be secret. It finds them however they are written: see `formsOf`. A text is searched
 * for short parts of them first, which costs a few nanoseconds for eight characters; only around a part is a text decoded.
 * JSON stays JSON: what is replaced never begins or ends inside an escape.
 *
 * @param secrets - values of four characters or more; shorter ones are left out, they are part of everything.
 * @example createSecretRedactor(['sk-4711-abcd']).clean('Basic c2stNDcxMS1hYmNk') // 'Basic [redacted]'
 */
export function createSecretRedactor(secrets: readonly string[]): SecretRedactor {
  const long = [...new Set(secrets)].filter(({ length }) => length >= LONG)
  const short = [...new Set(secrets)].filter(({ length }) => length >= 4 && length < LONG)
  const forms = long.map(formsOf)
  const partsIn = findAny([...new Set(forms.flatMap(({ needles }) => needles))])
  const exact: Exact = {
    raw: long.map((each) => each.replace(/\\+$/, '')),
    plain: [...new Set(forms.flatMap(({ wholes }) => wholes.map(plainOf)))].filter(({ length }) => length >= 4),
  }
  // A character takes ten others at most, as `\\\\u0073`, and some lines may end in between.
  const reach = 12 * Math.max(0, ...long.map(({ length }) => length)) + 200
  const find = (text: string) =>
    merged([
      ...windows(partsIn(text), { reach, length: text.length }).flatMap((window) => findExact(text, window, exact)),
      ...findShort(text, short),
    ])
  return {
    clean: (text) => replaced(text, find(text)),
    open: () => openCleaner(find, reach),
  }
}

type Range = { readonly from: number; readonly to: number }
type Exact = {
  readonly raw: readonly string[]
  readonly plain: readonly string[]
}

/** The text around the parts that were found. */
function windows(parts: readonly number[], { reach, length }: { reach: number; length: number }): Range[] {
  return merged(
    parts.map((at) => ({
      from: Math.max(0, at - reach),
      to: Math.min(length, at + reach),
    })),
  )
}

function findExact(text: string, { from, to }: Range, { raw, plain }: Exact): Range[] {
  const window = text.slice(from, to)
  const found = raw.flatMap((secret) => occurrences(window, secret))
  for (const layer of plainTexts(window))
    for (const secret of plain)
      for (const each of occurrences(layer.text, secret))
        found.push({ from: layer.from[each.from] as number, to: layer.to[each.to - 1] as number })
  return found.map((each) => ({
    from: outOfEscape(text, from + each.from),
    to: from + each.to,
  }))
}

function occurrences(text: string, wanted: string): Range[] {
  const found: Range[] = []
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length))
    found.push({ from: at, to: at + wanted.length })
  return found
}

/** A secret may begin with what ends an escape, as the `n` of `\n`: the escape goes with it, or what is left would be none. */
function outOfEscape(text: string, at: number): number {
  const [escape = ''] = /\\+(u[0-9a-f]{0,3})?$/i.exec(text.slice(Math.max(0, at - 12), at)) ?? []
  return at - escape.length
}

/** Ascending, and none touches the next. */
function merged(ranges: readonly Range[]): Range[] {
  const result: Range[] = []
  for (const range of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = result.at(-1)
    if (last && range.from <= last.to)
      result[result.length - 1] = {
        from: last.from,
        to: Math.max(last.to, range.to),
      }
    else result.push(range)
  }
  return result
}

function replaced(text: string, ranges: readonly Range[]): string {
  if (ranges.length === 0) return text
  let result = ''
  let at = 0
  for (const { from, to } of ranges) {
    result += text.slice(at, from) + REDACTED
    at = to
  }
  return result + text.slice(at)
}

/** Characters that are held until they are searched together. */
const BLOCK = 1_000_000

function openCleaner(find: (text: string) => readonly Range[], reach: number): PieceCleaner {
  let held = ''
  return {
    add(piece) {
      held += piece
      if (held.length < BLOCK + reach) return ''
      const ranges = find(held)
      const end = held.length - reach
      // A secret is not cut in two.
      const cut = ranges.find(({ from, to }) => from < end && to > end)?.from ?? end
      const cleaned = replaced(
        held.slice(0, cut),
        ranges.filter(({ to }) => to <= cut),
      )
      held = held.slice(cut)
      return cleaned
    },
    end: () => replaced(held, find(held)),
  }
}
