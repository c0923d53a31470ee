import type { ForeignLine } from './foreign-line.js'

/** A folder of a tokenizer; an id of a hub is left out, with a note: the server counts. */
export function tokenizerOf(line: ForeignLine, flag: string, notes: string[]): string | undefined {
  const given = line.take(flag)
  if (given === undefined || /^([./~]|[A-Za-z]:)/.test(given)) return given
  notes.push(`${flag} ${given} is left out: it is an id of a hub; the server counts, or give a folder with --tokenizer`)
  return undefined
}
