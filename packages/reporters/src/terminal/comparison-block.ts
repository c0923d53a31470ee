import type { ComparisonFile } from '@sagellm-benchmark/protocol-types/comparison'
import { failureLines, targetFailures } from '../document/failures.js'
import { serverLines } from '../document/server-line.js'
import type { ReportDocument } from '../document/report-document.js'
import { comparison } from '../kinds/comparison.js'
import { visibleText } from '../text/visible-text.js'
import { paint } from './paint.js'

export type ComparisonBlockOptions = {
  /** Escape codes; give the terminal's own wish. @default false */
  readonly colour?: boolean
}

/**
 * The result of a comparison for a terminal: the answer, what to beware of, one sentence a metric, the intervals as a picture,
 * and the conditions that were not the same. The rest is in the files.
 *
 * @returns lines without a final line break.
 */
export function comparisonBlock(value: ComparisonFile, options: ComparisonBlockOptions = {}): string {
  const colours = paint(options.colour ?? false)
  const document: ReportDocument = comparison.document(value)
  const lines = (texts: readonly string[]) => texts.map((text) => visibleText(text)).join('\n')
  const apart = value.fairness.filter(({ result }) => result === 'differs' || result === 'not_met')
  const unknown = value.fairness.filter(({ result }) => result === 'unknown')
  const same = value.fairness.length - apart.length - unknown.length
  const parts = [
    colours.bold(visibleText(document.title)),
    visibleText(document.answer),
    document.alerts.map((alert) => colours.yellow(`! ${visibleText(alert)}`)).join('\n'),
    lines(document.findings ?? []),
    value.targets.flatMap((each) => failureLines(targetFailures(each))).join('\n'),
    lines((document.sketch ?? '').split('\n')),
    value.fairness.length === 0
      ? ''
      : [
          colours.bold(`Conditions: ${same} of ${value.fairness.length} the same`),
          ...apart.map(({ subject, result, evidence }) =>
            colours.yellow(`${result === 'not_met' ? 'not met' : result}: ${visibleText(`${subject}: ${evidence}`)}`),
          ),
          ...(unknown.length > 0 ? [`unknown: ${visibleText(unknown.map(({ subject }) => subject).join(', '))}`] : []),
        ].join('\n'),
    lines(value.targets.flatMap(serverLinesOf)),
    lines(
      document.facts
        .filter(({ label }) => label === 'Rounds' || label === 'Reached load')
        .map((fact) => `${fact.label}: ${fact.value}`),
    ),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function serverLinesOf({ label, avgTtftMs, serverCounters }: ComparisonFile['targets'][number]): string[] {
  return serverLines({ avgTtftMs, serverCounters }).map((line) => `${label}, ${line}`)
}
