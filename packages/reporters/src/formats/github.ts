import type { ReportCheck, ReportDocument } from '../document/report-document.js'
import { visibleText } from '../text/visible-text.js'
import { defineReporter } from './define-reporter.js'

export const github = defineReporter({
  name: 'github',
  description: 'annotations for a GitHub workflow, one line a check (threshold): print them in a step',
  extension: 'annotations.txt',
  mediaType: 'text/plain',
  render: ({ document }) => renderAnnotations(document),
})

function renderAnnotations({ title, checks = [] }: ReportDocument): string {
  // An empty answer would look like a gate that was kept.
  if (checks.length === 0)
    return `::notice title=${property(title)}::no thresholds were checked: state them with --threshold when measuring\n`
  return checks.map((check) => `${annotation(check)}\n`).join('')
}

function annotation({ of, name, passed, verdict, sentence }: ReportCheck): string {
  const level = passed ? (verdict === 'holds' ? 'notice' : 'warning') : 'error'
  return `::${level} title=${property(`${of}: ${name}`)}::${data(sentence)}`
}

/** A line break would begin a command of its own; a runner reads these three marks back. */
function data(text: string): string {
  return visibleText(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

/** In a property a colon or a comma would end it. */
function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
