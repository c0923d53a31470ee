import type { EnvironmentChange, HistoryChange, HistorySeries } from '@sagellm-benchmark/protocol-types/history'

type Told = Pick<HistorySeries, 'metric' | 'unit' | 'points' | 'judgement' | 'environmentChanges'>

/** The verdict of one series in a sentence or two. */
export function historyMessage(series: Told): string {
  const { judgement, points } = series
  const { verdict, noise, changes, drift, doubt } = judgement
  const spread = noise === null ? 'the noise from run to run is not known' : `runs differ by ${percent(noise)} (CV)`
  if (verdict === 'jump') return `${changes.map((change) => changeText(change, series)).join('; ')}; ${spread}.`
  if (verdict === 'drift' && drift !== null)
    return `A drift of ${signed(drift.ratio)} from the first run to the last${sideText(drift.direction)}, without a run that it begins with; ${spread}.`
  if (verdict === 'doubtful' && doubt !== null)
    return `Run ${doubt.at + 1}${sinceText(points, doubt.at)}: ${signed(doubt.ratio)}${sideText(doubt.direction)}, which these runs cannot tell from chance; ${spread}.`
  if (verdict === 'too_short') return `${points.length} runs: no change can be shown with fewer than 9.`
  return `Nothing but noise in ${points.length} runs; ${spread}.`
}

function changeText(change: HistoryChange, { points, environmentChanges, unit, judgement }: Told): string {
  const { at, earliest, latest, ratio, low, high, direction } = change
  const interval = low === null || high === null ? '' : ` (95 %: ${signed(low)} to ${signed(high)})`
  const before = judgement.levels.find(({ to }) => to === at - 1)
  const after = judgement.levels.find(({ from }) => from === at)
  const levels = before && after ? `, from ${plain(before.value)} to ${plain(after.value)} ${unit ?? ''}`.trimEnd() : ''
  const where = earliest === latest ? '' : `, or at one of runs ${earliest + 1} to ${latest + 1}`
  const beside = environmentChanges.filter((each) => each.at >= earliest && each.at <= latest)
  const small = change.beyondMargin ? '' : ', within the margin'
  return `Jump of ${signed(ratio)}${interval}${sideText(direction)}${small} at run ${at + 1}${sinceText(points, at)}${where}${levels}${besideText(beside)}`
}

const MOST_BESIDE = 4

function besideText(changes: readonly EnvironmentChange[]): string {
  if (changes.length === 0) return '; nothing that the files say of the environment changed there'
  const told = changes.slice(0, MOST_BESIDE).map(({ name, before, after }) => `${name} ${before} to ${after}`)
  const more = changes.length > MOST_BESIDE ? ` and ${changes.length - MOST_BESIDE} more` : ''
  return `; changed there: ${told.join(', ')}${more}`
}

function sinceText(points: Told['points'], at: number): string {
  const time = points[at]?.measuredAt
  return time === null || time === undefined ? '' : ` (${time.slice(0, 10)})`
}

function sideText(direction: 'better' | 'worse' | null): string {
  return direction === null ? '' : ` ${direction}`
}

function signed(ratio: number): string {
  const share = 100 * (ratio - 1)
  return `${share < 0 ? '−' : '+'}${Number(Math.abs(share).toPrecision(3))} %`
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`
const plain = (value: number) => String(Number(value.toPrecision(4)))
