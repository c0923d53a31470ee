/** Set by what holds secrets. It stands alone, so that what only cuts texts need not carry the search. */
let clean = (text: string): string => text

/** Makes this the way in which this thread cleans texts. */
export function cleanTextsBy(own: (text: string) => string): void {
  clean = own
}

/** The text without the secrets that are held; the same string where it has none. */
export function withoutSecrets(text: string): string {
  return clean(text)
}

/** The beginning of a text, without secrets: those are taken out first, because half a key is not recognised. */
export function cutWithoutSecrets(text: string, maxLength: number): string {
  return clean(text).slice(0, maxLength)
}
