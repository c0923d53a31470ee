import type { ValidationFile } from '@sagellm-benchmark/protocol-types/validation'
import { validation } from '../kinds/validation.js'
import { visibleText } from '../text/visible-text.js'
import { paint } from './paint.js'
import type { TerminalOptions } from './run-block.js'

/**
 * The verdicts of the convergence profile for a terminal, with the reason and the missing evidence of each; then what to beware of.
 *
 * @returns lines without a final line break.
 */
export function validationBlock(file: ValidationFile, options: TerminalOptions = {}): string {
  const colours = paint(options.colour ?? false)
  return [
    ...file.verdicts.flatMap(({ target, claim, verdict, reason, gaps }) => [
      visibleText(`${target}: ${claim}: ${verdict}`),
      `    ${visibleText(reason)}`,
      ...(gaps.length > 0 ? [`    missing: ${gaps.join(', ')}`] : []),
    ]),
    ...validation.document(file).alerts.map((alert) => colours.yellow(`! ${visibleText(alert)}`)),
  ].join('\n')
}
