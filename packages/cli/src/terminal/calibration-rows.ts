import type { CalibrationFile, CalibrationStep } from '@sagellm-benchmark/protocol-types/artifacts'

const widths = [7, 8, 8, 9, 9, 9, 15, 9, 6]

/** Above the rows of one transport. */
export const calibrationHeader = line(
  ['streams', 'tok/s', 'tokens', 'p50 ms', 'p99 ms', 'max ms', '1st token p99', 'late p99', 'cpu'],
  widths,
)

/** One load of a calibration. */
export function calibrationRow(step: CalibrationStep): string {
  const { streams, tokensPerSecond, tokens, cpuShare, failedRequests, withinLimit } = step
  const { errorP50Ms, errorP99Ms, errorMaxMs, firstTokenErrorP99Ms, readLatenessP99Ms } = step
  const cpu = cpuShare === null ? '' : `${(cpuShare * 100).toFixed(0)} %`
  const failed = failedRequests > 0 ? `  ${failedRequests} requests failed` : ''
  const figures = [errorP50Ms, errorP99Ms, errorMaxMs, firstTokenErrorP99Ms, readLatenessP99Ms].map(milliseconds)
  const cells = [streams, streams * tokensPerSecond, tokens, ...figures, cpu].map(String)
  return `${line(cells, widths)}${withinLimit ? '' : '  over the limit'}${failed}`
}

/** The stamp error of several transports, a row a load and a column each; `-` where one was not measured so far. */
export function calibrationsBeside(calibrations: readonly CalibrationFile[]): string {
  const streams = [...new Set(calibrations.flatMap(({ steps }) => steps.map((step) => step.streams)))].sort(
    (a, b) => a - b,
  )
  const columns = [7, ...calibrations.map(() => 19)]
  const cell = ({ steps }: CalibrationFile, count: number) => {
    const step = steps.find((each) => each.streams === count)
    return step === undefined ? '-' : `${milliseconds(step.errorP50Ms)} / ${milliseconds(step.errorP99Ms)}`
  }
  return [
    'stamp error p50 / p99, ms',
    line(['streams', ...calibrations.map(({ transport }) => transport)], columns),
    ...streams.map((count) => line([String(count), ...calibrations.map((each) => cell(each, count))], columns)),
  ].join('\n')
}

function milliseconds(ms: number | null): string {
  return ms?.toFixed(3) ?? '-'
}

function line(cells: readonly string[], columns: readonly number[]): string {
  return cells.map((cell, at) => cell.padStart(columns[at] ?? 0)).join(' ')
}
