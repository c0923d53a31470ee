import { flagSentences } from '@sagellm-benchmark/protocol-types/records'

const sentences: Readonly<Record<string, string>> = flagSentences

/** The order in which they matter to a reader. */
const order = Object.keys(sentences)

/** Flags that another flag includes: both report answers that were held back and then sent together. */
const within: Readonly<Record<string, readonly string[]>> = {
  stream_held_back: ['itl_coalesced', 'held_then_burst', 'tbt_coarse', 'slo_unjudged'],
  held_then_burst: ['itl_coalesced'],
}

/**
 * A flag of a record, run or file as a sentence for its reader. A file of another version may carry a flag that this one does not
 * know: it is shown by its name.
 *
 * @example flagSentence('interrupted')
 */
function flagSentence(flag: string): string {
  if (Object.hasOwn(sentences, flag)) return sentences[flag] as string
  const field = unsupportedField(flag)
  if (field !== null) return `The server takes no field ${field}, so no request carried it.`
  return `The file carries the flag ${flag}, which this version of the program does not know.`
}

function unsupportedField(flag: string): string | null {
  return /^(\w+)_unsupported$/.exec(flag)?.[1] ?? null
}

/** Each flag once, the gravest first; those of another version last. */
export function byGravity(flags: readonly string[]): string[] {
  const rank = (flag: string) => (order.includes(flag) ? order.indexOf(flag) : order.length)
  return [...new Set(flags)].sort((a, b) => rank(a) - rank(b))
}

/**
 * Notices and flags as the alerts of a report: gravest first, nothing twice. A notice stays as it was written: it may begin with
 * a label, which is shown as typed.
 */
export function alertsOf(flags: readonly string[], notices: readonly string[] = []): string[] {
  const ranked = byGravity(flags)
  // Where a notice of the engine says the same as a flag, the flag is left out.
  const covered = new Set(ranked.flatMap((flag) => (Object.hasOwn(within, flag) ? within[flag] : []) as string[]))
  const shown = ranked.filter((flag) => !covered.has(flag) && !notices.some((notice) => saysSame(notice, flag)))
  const own = notices.filter((notice) => !(flags.includes('simulated') && /^simulated: /i.test(notice)))
  return [...new Set([...shown.map(flagSentence), ...own.map((notice) => notice.trim())])]
}

function saysSame(notice: string, flag: string): boolean {
  if (flag === 'random_weights') return /random/i.test(notice)
  const field = unsupportedField(flag)
  return field !== null && notice.includes(`refuses the field ${field}:`)
}
