import { formatNumber } from '../text/format-number.js'
import type { Conditions, LeaderboardRow } from './leaderboard-rows.js'

export type GroupedRow = LeaderboardRow & {
  /** From 1 within the workload; `null` where all of its rows agree. */
  readonly group: number | null
}

/** Reached lengths may differ by this share, or by this many tokens: engines differ by less than that. */
const TOLERATED_SHARE = 0.02
const TOLERATED_TOKENS = 2

const labels: Readonly<Record<keyof Conditions, string>> = {
  load: 'load',
  requests: 'requests',
  model: 'model',
  promptAsked: 'prompt tokens asked',
  promptReached: 'prompt tokens read',
  outputAsked: 'output tokens asked',
  outputReached: 'output tokens reached',
}

/**
 * Parts the rows of each workload into groups that agree in what was measured. A row joins the first group with all of which it agrees; what
 * one file says and another does not is no agreement.
 *
 * @returns the rows by workload and group, and a sentence for each workload that has several.
 */
export function groupAlike(rows: readonly LeaderboardRow[]): { rows: GroupedRow[]; reasons: string[] } {
  const reasons: string[] = []
  const workloads = [...new Set(rows.map(({ workload }) => workload))]
  const grouped = workloads.flatMap((workload) => {
    const groups: LeaderboardRow[][] = []
    for (const row of rows.filter((each) => each.workload === workload)) {
      const group = groups.find((members) => members.every((each) => differences(each, row).length === 0))
      if (group) group.push(row)
      else groups.push([row])
    }
    if (groups.length > 1) reasons.push(reasonOf(workload, groups))
    return groups.flatMap((members, at) =>
      members.map((row): GroupedRow => ({ ...row, group: groups.length > 1 ? at + 1 : null })),
    )
  })
  return { rows: grouped, reasons }
}

/** Conditions in which two rows do not agree. */
function differences(a: LeaderboardRow, b: LeaderboardRow): (keyof Conditions)[] {
  return (Object.keys(labels) as (keyof Conditions)[]).filter(
    (name) => !agree(a.conditions[name], b.conditions[name], name),
  )
}

function agree(a: string | number | null, b: string | number | null, name: keyof Conditions): boolean {
  const reached = name === 'promptReached' || name === 'outputReached'
  if (!reached || typeof a !== 'number' || typeof b !== 'number') return a === b
  return Math.abs(a - b) <= Math.max(TOLERATED_TOKENS, TOLERATED_SHARE * Math.max(a, b))
}

/** What differs between the groups, with what each of them has. */
function reasonOf(workload: string, groups: readonly (readonly LeaderboardRow[])[]): string {
  const firsts = groups.map((members) => members[0] as LeaderboardRow)
  const names = [...new Set(firsts.flatMap((a) => firsts.flatMap((b) => differences(a, b))))]
  const parts = groups.map((members, at) => {
    const { conditions } = members[0] as LeaderboardRow
    const has = names.map((name) => `${labels[name]} ${valueText(conditions[name])}`).join(', ')
    return `group ${at + 1} (${members.map(({ entry }) => entry).join(', ')}): ${has}`
  })
  return `${workload} is ranked in ${groups.length} groups, because different things were measured. ${parts.join('; ')}.`
}

function valueText(value: string | number | null): string {
  if (value === null) return 'not known'
  return typeof value === 'number' ? formatNumber(value) : value
}
