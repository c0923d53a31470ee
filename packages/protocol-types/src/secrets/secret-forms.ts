/** What is searched for one secret. */
export type SecretForms = {
  /** Parts of the secret as each encoding writes them, at least four characters long: one of them is in every text that holds it. */
  readonly needles: readonly string[]
  /** The whole secret as it stands in a text whose encodings were undone: itself, and its forms that are not undone. */
  readonly wholes: readonly string[]
}

/** Longest part that is searched; longer ones would be faster to find and easier to cut in two by a line end. */
const PART = 8

/**
 * The forms of a secret of at least eight characters: raw, URL (either case of the percent codes, once or twice), form, JSON (once or
 * twice), `\u` and `\x` escapes, HTML entities, shell quoting, hex, base64 and base64url at any of their three alignments. Parts come
 * in two neighbours, so that a line end cuts only one of them.
 */
export function formsOf(secret: string): SecretForms {
  const needles = new Set<string>()
  for (const part of partsOf(secret)) {
    for (const write of inPart) needles.add(write(part))
    for (const write of inFull) needles.add(write(part))
  }
  const bytes = new TextEncoder().encode(secret)
  const cores = [0, 1, 2].flatMap((before) => base64Core(bytes, before))
  for (const core of cores) for (const part of partsOf(core)) for (const write of inPart) needles.add(write(part))
  const hex = hexOf(bytes)
  return {
    needles: [...needles],
    wholes: [...new Set([secret, secret.replaceAll(' ', '+'), ...cores, hex, hex.toUpperCase()])],
  }
}

/**
 * Two neighbouring parts where the text is most of letters and digits, which most encodings leave alone; late ones, because keys of
 * one kind begin alike. Where these hold other characters too, the longest run of letters and digits is a part as well.
 */
function partsOf(text: string): string[] {
  const letters = [...text]
  const length = Math.min(PART, Math.floor(letters.length / 2))
  let best = 0
  let max = -1
  for (let at = 0; at + 2 * length <= letters.length; at += 1) {
    const plain = letters.slice(at, at + 2 * length).filter((each) => /[A-Za-z0-9]/.test(each)).length
    if (plain >= max) [best, max] = [at, plain]
  }
  const part = (from: number) => letters.slice(from, from + length).join('')
  const parts = [part(best), part(best + length)]
  const [run = ''] = (text.match(/[A-Za-z0-9]{4,}/g) ?? []).sort((a, b) => b.length - a.length)
  return max < 2 * length && run !== '' ? [...parts, run.slice(-PART)] : parts
}

type Write = (part: string) => string

const json: Write = (part) => JSON.stringify(part).slice(1, -1)
const lowerCodes: Write = (part) => part.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())
const strictUrl: Write = (part) =>
  encodeURIComponent(part).replace(/[!'()*~]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`)
const form: Write = (part) => new URLSearchParams([['', part]]).toString().slice(1)
const html: Write = (part) => part.replace(/[&<>"']/g, (each) => entities[each] as string)
const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Encodings that leave letters and digits alone. */
const inPart: readonly Write[] = [
  (part) => part,
  ...[encodeURIComponent, encodeURI, strictUrl, form].flatMap((url): Write[] => [
    url,
    (part) => lowerCodes(url(part)),
    (part) => encodeURIComponent(url(part)),
  ]),
  json,
  (part) => json(json(part)),
  (part) => part.replaceAll('/', '\\/'),
  html,
  (part) => html(part).replaceAll('&#39;', '&#x27;'),
  (part) => part.replaceAll("'", `'\\''`),
  (part) => part.replace(/[^A-Za-z0-9_./:=@%+,-]/g, '\\$&'),
]

/** Writes every unit by a code, `count` of them, which is enough to be rare. */
const coded =
  (count: number, write: (code: string) => string, digits = 2): Write =>
  (part) =>
    unitsOf(part, digits).slice(0, count).map(write).join('')

const bothCases = (count: number, before: string, { after = '', digits = 2 } = {}): Write[] => [
  coded(count, (code) => `${before}${code}${after}`, digits),
  coded(count, (code) => `${before}${code.toUpperCase()}${after}`, digits),
]

/** Encodings that write every character by its code. */
const inFull: readonly Write[] = [
  ...bothCases(3, '%'),
  ...bothCases(3, '%25'),
  ...['\\', '\\\\', '\\\\\\\\'].flatMap((slashes) => [
    ...bothCases(2, `${slashes}u`, { digits: 4 }),
    ...bothCases(2, `${slashes}x`),
    ...bothCases(2, `${slashes}u{`, { after: '}', digits: 0 }),
  ]),
  ...bothCases(2, '&#x', { after: ';', digits: 0 }),
  coded(2, (code) => `&#${Number.parseInt(code, 16)};`, 0),
  ...bothCases(4, ''),
]

/** Codes in hexadecimal: of UTF-16 units with four digits, of characters with any number, else of bytes in UTF-8. */
function unitsOf(part: string, digits: number): string[] {
  if (digits === 4) return Array.from({ length: part.length }, (_, at) => padded(part.charCodeAt(at), 4))
  if (digits === 0) return [...part].map((each) => (each.codePointAt(0) as number).toString(16))
  return [...new TextEncoder().encode(part)].map((byte) => padded(byte, 2))
}

function padded(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0')
}

function hexOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => padded(byte, 2)).join('')
}

/** What base64 and base64url make of the bytes behind `before` others, without the characters that depend on their neighbours. */
function base64Core(bytes: Uint8Array, before: number): string[] {
  const whole = btoa(String.fromCharCode(...new Uint8Array(before), ...bytes))
  const core = whole.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6))
  return [core, core.replaceAll('+', '-').replaceAll('/', '_')]
}
