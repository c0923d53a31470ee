/** Where two texts part, and how each goes on from there. */
export type TextDifference = { readonly at: number; readonly first: string; readonly second: string }

/** Characters that are shown of each side. */
const SHOWN = 40

/** The first place at which two texts differ, in characters (code points); `null` where they are equal. */
export function textDifference(first: string, second: string): TextDifference | null {
  if (first === second) return null
  const [a, b] = [[...first], [...second]]
  let at = 0
  while (at < a.length && a[at] === b[at]) at += 1
  const shown = (characters: readonly string[]) => characters.slice(at, at + SHOWN).join('')
  return { at, first: shown(a), second: shown(b) }
}
