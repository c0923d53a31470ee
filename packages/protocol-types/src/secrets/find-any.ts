/**
 * Makes a search for any of several texts at once that looks at few characters of what it searches (Wu and Manber): it reads the
 * end of a window as wide as the shortest text, and skips as far as no text can lie. Its time does not grow with their number.
 *
 * @param needles - at least four characters each.
 * @returns where needles begin in a text, ascending; of several that overlap the first. Empty for most texts.
 * @see Wu and Manber 1994, "A fast algorithm for multi-pattern searching"
 */
export function findAny(needles: readonly string[]): (text: string) => number[] {
  if (needles.length === 0) return () => []
  const width = Math.min(...needles.map(({ length }) => length))
  const gram = width > 5 ? 3 : 2
  // One byte a hash of a gram: how far the window may move when it ends with that gram.
  const skips = new Uint8Array(HASHES).fill(Math.min(255, width - gram + 1))
  const ends = new Map<number, string[]>()
  for (const needle of needles) {
    for (let end = gram; end <= width; end += 1) {
      const hash = hashBefore(needle, end, gram)
      skips[hash] = Math.min(skips[hash] as number, width - end)
      if (end === width) ends.set(hash, [...(ends.get(hash) ?? []), needle])
    }
  }
  return (text) => {
    const found: number[] = []
    for (let end = width; end <= text.length; ) {
      const hash = hashBefore(text, end, gram)
      const skip = skips[hash] as number
      if (skip === 0 && ends.get(hash)?.some((needle) => text.startsWith(needle, end - width))) found.push(end - width)
      end += skip || 1
    }
    return found
  }
}

const HASHES = 65_536

function hashBefore(text: string, end: number, gram: number): number {
  const two = (text.charCodeAt(end - 2) << 5) ^ text.charCodeAt(end - 1)
  return (gram === 3 ? (text.charCodeAt(end - 3) << 10) ^ two : two) & (HASHES - 1)
}
