import type { ReportCheck, ReportDocument } from '../document/report-document.js'
import { visibleText } from '../text/visible-text.js'
import { defineReporter } from './define-reporter.js'

export const junit = defineReporter({
  name: 'junit',
  description: 'JUnit XML of the checks (thresholds): one suite a workload, one case a check',
  extension: 'xml',
  mediaType: 'application/xml',
  render: ({ document }) => renderJunit(document),
})

function renderJunit({ title, checks = [] }: ReportDocument): string {
  const suites = [...new Set(checks.map(({ of }) => of))]
  const counts = countsOf(checks)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name=${quoted(title)} ${counts}>`,
    ...suites.flatMap((suite) => suiteLines(suite, checks)),
    '</testsuites>',
    '',
  ].join('\n')
}

function suiteLines(suite: string, checks: readonly ReportCheck[]): string[] {
  const own = checks.filter(({ of }) => of === suite)
  return [
    `  <testsuite name=${quoted(suite)} ${countsOf(own)}>`,
    ...own.flatMap((check) => caseLines(check)),
    '  </testsuite>',
  ]
}

function caseLines({ of, name, passed, verdict, sentence }: ReportCheck): string[] {
  const head = `    <testcase classname=${quoted(of)} name=${quoted(name)}`
  if (passed && verdict === 'holds') return [`${head}><system-out>${escaped(sentence)}</system-out></testcase>`]
  // One that cannot be decided, and may not be, is neither a success nor a failure.
  const element = passed ? 'skipped' : 'failure'
  return [`${head}><${element} message=${quoted(sentence)}/></testcase>`]
}

function countsOf(checks: readonly ReportCheck[]): string {
  const failures = checks.filter(({ passed }) => !passed).length
  const skipped = checks.filter(({ passed, verdict }) => passed && verdict !== 'holds').length
  return `tests="${checks.length}" failures="${failures}" errors="0" skipped="${skipped}"`
}

function quoted(text: string): string {
  return `"${escaped(text)}"`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** Control characters are shown as their codes; what XML 1.0 has no place for at all, such as half a surrogate pair, as a mark. */
function escaped(text: string): string {
  return visibleText(text)
    .replace(/[&<>"']/g, (mark) => entities[mark] as string)
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|[\ufffe\uffff]/g, '\ufffd')
}
