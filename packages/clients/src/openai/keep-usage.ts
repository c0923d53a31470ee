import type { UsageReport } from './read-chunk.js'

/** Keeps what the tally needs: the last of each choice, and of reports that speak of no choice no more than can be distinguished. */
export function keepUsage(usages: UsageReport[], report: UsageReport, choices: number): void {
  const earlier = usages.findIndex((each) => each.choices.length > 0 && each.choices[0] === report.choices[0])
  if (earlier >= 0) usages.splice(earlier, 1)
  else if (usages.length > 2 * choices) usages.pop()
  usages.push(report)
}
