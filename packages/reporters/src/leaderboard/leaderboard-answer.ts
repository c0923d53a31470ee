import { formatNumber } from '../text/format-number.js'
import { plural } from '../text/plural.js'
import { isMeasured, parts, type RankedRow, rankedValue } from './rank-rows.js'

/** Who leads in each workload, that nobody clearly does, or that it is not known. */
export function leaderboardAnswer(rows: readonly RankedRow[]): string {
  if (rows.length === 0) return 'There is nothing to rank.'
  const sentences = parts(rows).map((own) => {
    const [{ workload: name, group }] = own as [RankedRow]
    return `${group === null ? name : `${name}, group ${group}`}: ${answerOf(own)}`
  })
  return `${sentences.join('; ')}.`
}

/** The answer for entries that are ranked against each other. */
function answerOf(own: readonly RankedRow[]): string {
  const measured = own.filter(isMeasured)
  const [first] = measured
  if (!first) return 'nothing measured to rank'
  if (measured.length === 1) return `only ${first.entry}`
  const unranked = measured.filter(({ rank }) => rank === null)
  if (unranked.length === measured.length)
    return `without several rounds it is not known whether they differ (${measured.map(valueText).join(', ')})`
  const place = unranked.length === 1 ? 'its place is' : 'their places are'
  const left = unranked.length === 0 ? '' : `; without several rounds of ${names(unranked)} ${place} not known`
  const leaders = measured.filter(({ rank }) => rank === 1)
  const [leader] = leaders
  if (leader && leaders.length === 1) return `${leader.entry} leads with ${speed(leader)}${left}`
  return `${plural(leaders.length, 'entry', 'entries')} share the lead (${names(leaders)})${left}`
}

function valueText(row: RankedRow): string {
  return `${row.entry} ${speed(row)}`
}

function speed(row: RankedRow): string {
  return `${formatNumber(rankedValue(row).value)} tok/s`
}

function names(rows: readonly RankedRow[]): string {
  return rows.map(({ entry }) => entry).join(', ')
}
