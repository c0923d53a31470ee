import { alertsOf, byGravity } from '../document/flag-sentence.js'
import type { LeaderboardRow } from './leaderboard-rows.js'

/**
 * What the flags of several results say, gravest first, each sentence with the entries that it is about.
 *
 * @example ['a, c: CLIENT SATURATED: the load generator itself was at its limit ...']
 */
export function entryAlerts(rows: readonly LeaderboardRow[]): string[] {
  const flagsOf = new Map<string, string[]>()
  for (const { entry, flags, simulated } of rows)
    flagsOf.set(entry, [...(flagsOf.get(entry) ?? []), ...flags, ...(simulated ? ['simulated'] : [])])
  const alerts = [...flagsOf].map(([entry, flags]) => ({ entry, sentences: alertsOf(flags) }))
  return byGravity([...flagsOf.values()].flat()).flatMap((flag) =>
    alertsOf([flag]).flatMap((sentence) => {
      const entries = alerts.filter(({ sentences }) => sentences.includes(sentence)).map(({ entry }) => entry)
      return entries.length > 0 ? [`${entries.join(', ')}: ${sentence}`] : []
    }),
  )
}

/** Rows that hold one measurement, as a run's summary and the metrics of one of its workloads do: they say nothing about each other. */
export function sameMeasurementAlerts(rows: readonly LeaderboardRow[]): string[] {
  const found = new Map<string, LeaderboardRow[]>()
  for (const row of rows) {
    if (row.createdAt === null) continue
    const key = JSON.stringify([row.workload, row.createdAt, row.figures])
    found.set(key, [...(found.get(key) ?? []), row])
  }
  return [...found.values()]
    .filter((same) => same.length > 1)
    .map(
      (same) =>
        `${same[0]?.workload}: ${same.map(({ entry }) => entry).join(' and ')} are one and the same measurement.`,
    )
}

/** Which machine measured which entries, where there were several: what differs may be the machine. */
export function machineAlerts(rows: readonly LeaderboardRow[]): string[] {
  const entriesOf = new Map<string, Set<string>>()
  for (const { entry, machine } of rows)
    if (machine !== null) entriesOf.set(machine, (entriesOf.get(machine) ?? new Set()).add(entry))
  if (entriesOf.size < 2) return []
  const parts = [...entriesOf].map(([machine, entries]) => `${[...entries].join(', ')} on ${machine}`)
  return [`Measured on different machines, which may be the whole difference: ${parts.join('; ')}.`]
}
