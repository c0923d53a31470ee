import { type CapacityFile, type CapacityStep, mostCarried } from '@sagellm-benchmark/runner/calibration'

const widths = [7, 11, 9, 9, 9, 6]

/** Above the rows of one number of load threads. */
export const capacityHeader = line(['streams', 'tok/s each', 'tok/s', 'late p99', 'limit ms', 'cpu'])

const beyond = {
  failures: 'requests failed',
  lateness: 'too late',
  server: 'the server writes no more',
} as const

/** One load that was tried. */
export function capacityRow(step: CapacityStep): string {
  const { streams, tokensPerSecond, achievedTokensPerSecond, latenessP99Ms, limitMs, cpuShare } = step
  const came = achievedTokensPerSecond ?? 0
  const cpu = cpuShare === null ? '' : `${(cpuShare * 100).toFixed(0)} %`
  const cells = [streams, tokensPerSecond, Math.round(streams * came), latenessP99Ms?.toFixed(3) ?? '-', limitMs, cpu]
  return `${line(cells.map(String))}${step.beyond === null ? '' : `  ${beyond[step.beyond]}`}`
}

const ends = {
  failures: 'beyond it requests fail',
  lateness: 'beyond it the client is late',
  server: 'the server of this measurement writes no more, so it may be more',
  largest: 'more were not tried',
  time: 'there was no time to try more',
} as const

/** What a machine carries, in one sentence for each rate. */
export function capacityText(capacity: CapacityFile): string {
  const { transport, workers, carried } = capacity
  const client = `${transport}, ${workers === 1 ? '1 load thread' : `${workers} load threads`}`
  const most = mostCarried(capacity)
  if (most === null)
    return `this machine (${client}) carries no load within the limit at this moment: measure again in a quiet one, or leave it out with --no-calibration`
  const rates = carried.map(
    ({ streams, tokensPerSecond, endedBy }) =>
      `${streams} streams x ${tokensPerSecond} tok/s = ${Math.round(streams * tokensPerSecond)} tok/s (${ends[endedBy]})`,
  )
  return `this machine (${client}) carries ${rates.join('; ')}`
}

function line(cells: readonly string[]): string {
  return cells.map((cell, at) => cell.padStart(widths[at] ?? 0)).join(' ')
}
