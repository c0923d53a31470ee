import { type ForeignFlag, foreignFlags, tools } from './foreign-flags.js'

/**
 * What to say to somebody who typed a flag of another tool: the flag to use, or why there is none; each meaning once.
 *
 * @returns `null` for a flag that no tool has.
 * @example answerForeign('--rps') // 'there is no flag --rps; use --request-rate'
 */
export function answerForeign(flag: string): string | null {
  const rows = foreignFlags.filter((row) => row.flag === flag)
  if (rows.length === 0) return null
  const answers = new Map<string, string[]>()
  for (const row of rows) {
    const text = answerOf(row)
    answers.set(text, [...(answers.get(text) ?? []), tools[row.tool]])
  }
  const [[only] = ['']] = answers
  if (answers.size === 1) return `there is no flag ${flag}; ${only}`
  const each = [...answers].map(([text, names]) => `as in ${names.join(' and ')}: ${text}`)
  return `there is no flag ${flag}; ${each.join('; ')}`
}

function answerOf({ ours, note }: ForeignFlag): string {
  if (ours === null) return note ?? ''
  return `use ${ours}${note === null ? '' : ` (${note})`}`
}
