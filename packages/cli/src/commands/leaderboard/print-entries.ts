import { relative } from 'node:path'
import { plural } from '@sagellm-benchmark/reporters/terminal'
import type { AggregateOutcome } from '@sagellm-benchmark/suite/leaderboard'
import type { CommandIo } from '../../command/define-command.js'

/** What became of each entry: how many there are, and of those that were left out the reason. */
export function printEntries(outcome: AggregateOutcome, io: CommandIo): void {
  const say = (text: string) => void io.stdout.write(`${text}\n`)
  const place = (source: string) => (source.startsWith('/') ? relative(io.cwd, source) : source)
  const { entries, added, before, replaced, refused, undated, unreadable } = outcome
  const published = before > 0 ? `, ${before} published before` : ''
  say(`${plural(entries.length, 'entry', 'entries')}, of which ${added.length} new${published}`)
  for (const key of added) say(`  + ${key}`)
  if (replaced.length > 0) say(`${plural(replaced.length, 'older entry', 'older entries')} gave way to a newer one`)
  for (const { source, entry } of undated)
    say(`  ${place(source)}: submitted_at ${entry.metadata.submittedAt} has not come yet, so it gives way to any other`)
  for (const { source, reasons } of refused) say(`  refused ${place(source)}: ${reasons.join('; ')}`)
  for (const { source, reason } of unreadable) say(`  unreadable ${place(source)}: ${reason}`)
}
