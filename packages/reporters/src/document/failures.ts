import type { CapturedCell, ComparisonFile } from '@sagellm-benchmark/protocol-types/comparison'
import { formatShare } from '../text/format-number.js'
import { visibleText } from '../text/visible-text.js'
import type { ReportTable } from './report-document.js'

/** What failed in one part of a result: in a workload, or at a target. */
export type Failures = {
  /** Name of the part. */
  readonly of: string
  readonly failed: number
  /** Failed and successful ones. */
  readonly ended: number
  readonly errorsByClass: Readonly<Partial<Record<string, number>>>
  /** The first message of each class, in the words of the server or the system. */
  readonly failureExamples: Readonly<Partial<Record<string, string>>>
}

type Counted = Pick<Failures, 'errorsByClass' | 'failureExamples'> & {
  readonly successfulRequests: number
  readonly failedRequests: number
}

/** Those of a workload, from its metrics or its summary. */
export function workloadFailures(of: string, counted: Counted): Failures {
  const { successfulRequests, failedRequests, errorsByClass, failureExamples } = counted
  return { of, failed: failedRequests, ended: successfulRequests + failedRequests, errorsByClass, failureExamples }
}

/** Those of a target of a comparison. */
export function targetFailures(target: ComparisonFile['targets'][number]): Failures {
  const { label, requests, errorsByClass, failureExamples } = target
  const failed = Object.values(errorsByClass).reduce((sum, count) => sum + count, 0)
  return { of: label, failed, ended: requests ?? failed, errorsByClass, failureExamples }
}

/** Those of the cells of a capture, together. */
export function cellsFailures(of: string, cells: readonly CapturedCell[]): Failures {
  const errorsByClass: Record<string, number> = {}
  for (const { errorClasses } of cells)
    for (const [name, count] of Object.entries(errorClasses)) errorsByClass[name] = (errorsByClass[name] ?? 0) + count
  const sum = (field: 'failed' | 'requests') => cells.reduce((total, cell) => total + cell[field], 0)
  const failureExamples = Object.assign({}, ...cells.map((cell) => cell.failureExamples).reverse())
  return { of, failed: sum('failed'), ended: sum('requests'), errorsByClass, failureExamples }
}

/** Above this share the failures are reported before the numbers, because the successful requests are no sample of the load any more. */
const LOUD_SHARE = 0.01

/** A sentence for each part of which more than 1 % failed. */
export function failureAlerts(parts: readonly Failures[]): string[] {
  return parts
    .filter(({ failed, ended }) => failed > LOUD_SHARE * ended)
    .map((part) => {
      const [most] = classesOf(part)
      const reason = most ? `; most often ${most.name}${quoted(most.example)}` : ''
      const share = formatShare(part.failed / part.ended)
      return `FAILURES: ${part.failed} of ${part.ended} requests of ${part.of} failed (${share})${reason}. The other figures are of the requests that succeeded.`
    })
}

/** All failures by class with one example each; nothing where there was none. */
export function failureTables(parts: readonly Failures[], title = 'Failures'): ReportTable[] {
  const rows = parts.flatMap((part) =>
    classesOf(part).map(({ name, count, example }) => [part.of, name, count, example] as const),
  )
  if (rows.length === 0) return []
  return [
    {
      title,
      columns: [
        { key: 'of', label: 'Of', kind: 'text' },
        { key: 'error_class', label: 'Class', kind: 'text' },
        { key: 'count', label: 'Requests', kind: 'count' },
        { key: 'example', label: 'For example', kind: 'text' },
      ],
      rows,
    },
  ]
}

/** The same for a terminal, a line each: `Q1 failed: server_error 3 (HTTP 500: out of memory)`. */
export function failureLines(part: Failures): string[] {
  return classesOf(part).map(({ name, count, example }) =>
    visibleText(`${part.of} failed: ${name} ${count}${quoted(example)}`),
  )
}

function quoted(example: string | null): string {
  return example === null ? '' : ` (${example})`
}

/** The most frequent first. */
function classesOf({ errorsByClass, failureExamples }: Failures) {
  return Object.entries(errorsByClass)
    .flatMap(([name, count = 0]) => (count > 0 ? [{ name, count, example: failureExamples[name] ?? null }] : []))
    .sort((a, b) => b.count - a.count)
}
