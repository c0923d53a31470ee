import type { RequestPhase } from '@sagellm-benchmark/protocol-types'
import { createRandom, deriveSeed } from '@sagellm-benchmark/protocol-types/random'

/** No vowels, so that no word appears, and no 0 or 1, which read like letters. */
const letters = '23456789BCDFGHJKLMNPQRSTVWXYZ'
const base = letters.length

export type OpeningTagOptions = {
  readonly seed: number
  readonly workload: string
  /** The workload's own number in its plan, from `workloadNumbers`. */
  readonly workloadNumber: number
  readonly phase: RequestPhase
  readonly round: number
  readonly index: number
}

/**
 * The few characters a prompt begins with, so that a prefix cache finds nothing to reuse: two requests of one run never
 * have the same tag, and any 29 neighbours of a round differ in the very first character, hence in the first token.
 * Looks random, and is a different one under another seed.
 *
 * @example openingTag({ seed: 0, workload: 'Q1', workloadNumber: 4, phase: 'measured', round: 0, index: 0 }) // e.g. 7KQ2
 */
export function openingTag(options: OpeningTagOptions): string {
  const { seed, workload, workloadNumber, phase, round, index } = options
  const first = alphabetOf(deriveSeed(seed, 'tag', workload, phase, round))
  const rest = alphabetOf(deriveSeed(seed, 'tag'))

  // Each field ends itself, so that different fields cannot spell the same tag.
  const place = phase === 'warmup' ? 0 : round + 1
  const fields = selfEnding(workloadNumber) + selfEnding(place) + digits(Math.floor(index / base))
  let tag = first.charAt(index % base)
  for (const unit of fields) tag += rest.charAt(unit.charCodeAt(0))
  return tag
}

/**
 * A number for every workload name of a plan, different for different names. It depends on the name alone unless two
 * names of the plan collide, so that `Q3` sends the same prompts whether it runs alone or among others.
 */
export function workloadNumbers(names: readonly string[]): Map<string, number> {
  const size = Math.max(base - 1, names.length)
  const taken = new Set<number>()
  const numbers = new Map<string, number>()
  for (const name of names) {
    if (numbers.has(name)) continue
    let number = [...name].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % size
    while (taken.has(number)) number = (number + 1) % size
    taken.add(number)
    numbers.set(name, number)
  }
  return numbers
}

/** Digits as characters 0..28. The top digit never stands last: it says that more follows. */
function selfEnding(value: number): string {
  const top = base - 1
  return String.fromCharCode(top).repeat(Math.floor(value / top)) + String.fromCharCode(value % top)
}

function digits(value: number): string {
  const head = value >= base ? digits(Math.floor(value / base)) : ''
  return head + String.fromCharCode(value % base)
}

const alphabets = new Map<number, string>()

/** Shuffled once per seed: at a million requests the shuffle would cost more than the tag. */
function alphabetOf(seed: number): string {
  const known = alphabets.get(seed)
  if (known !== undefined) return known
  if (alphabets.size > 64) alphabets.clear()
  const alphabet = createRandom(seed)
    .shuffled([...letters])
    .join('')
  alphabets.set(seed, alphabet)
  return alphabet
}
