/**
 * Whether a value that stands where a secret may stand looks like one. A header for a gateway may hold a key or the word `staging`,
 * and taking every `staging` out of a report would spoil it.
 */
export function looksSecret(value: string): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/].filter((kind) => kind.test(value)).length
  return value.length >= 16 || (value.length >= 8 && kinds >= 2)
}
