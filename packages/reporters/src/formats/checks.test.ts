import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ReportCheck, ReportDocument } from '../document/report-document.js'
import { hostile } from '../testing/some-metrics.js'
import { github } from './github.js'
import { junit } from './junit.js'

function render(reporter: typeof junit, checks: readonly ReportCheck[], title = 'Benchmark result'): string {
  const document: ReportDocument = {
    title,
    subtitle: '',
    answer: '',
    alerts: [],
    facts: [],
    tables: [],
    environment: [],
    reproduce: null,
    plots: [],
    checks,
  }
  return reporter.render({ document, json: {}, requests: null, subtitle: '' }, {}) as string
}

const check = (over: Partial<ReportCheck> = {}): ReportCheck => ({
  of: 'Q1',
  name: 'ttft.p99<500ms',
  verdict: 'holds',
  passed: true,
  sentence: 'ttft.p99<500ms holds: 412 ms',
  ...over,
})

const label = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constant(hostile),
  fc.constant(']]><!--\n::error::x'),
)

describe('JUnit XML', () => {
  test('has a suite a workload and a case a threshold; what could not be decided is skipped or failed', () => {
    const xml = render(junit, [
      check(),
      check({ name: 'errors<1%', verdict: 'fails', passed: false, sentence: 'errors<1% FAILS: 4 %' }),
      check({ of: 'Q2', verdict: 'undecided', passed: true }),
      check({ of: 'Q2', name: 'tbt.p95<50ms', verdict: 'undecided', passed: false }),
    ])
    expect(xml).toContain('<testsuites name="Benchmark result" tests="4" failures="2" errors="0" skipped="1">')
    expect(xml).toContain('<testsuite name="Q1" tests="2" failures="1" errors="0" skipped="0">')
    expect(xml).toContain('name="errors&lt;1%"><failure message="errors&lt;1% FAILS: 4 %"/>')
    expect(xml).toContain('<skipped message=')
  })

  test('whatever the labels are, only the elements of the format are in it, and no mark that XML forbids', () => {
    fc.assert(
      fc.property(label, label, label, (of, name, title) => {
        const xml = render(junit, [check({ of, name, sentence: name, passed: false })], title)
        expect(xml.match(/</g)).toHaveLength(1 + 2 + 2 + 3)
        expect(xml).toMatch(/<testcase classname="[^"<>]*" name="[^"<>]*"><failure message="[^"<>]*"\/><\/testcase>/)
        expect(() => encodeURIComponent(xml)).not.toThrow()
        expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|&(?!(amp|lt|gt|quot|apos);)/)
      }),
    )
  })
})

describe('GitHub annotations', () => {
  test('an error for what is broken, a warning for what could not be decided, a notice for what holds', () => {
    const text = render(github, [
      check({ verdict: 'fails', passed: false, name: 'errors<1%', sentence: 'errors<1% FAILS: 4 %' }),
      check({ verdict: 'undecided', passed: true, sentence: 'open' }),
      check(),
    ])
    expect(text.split('\n')).toEqual([
      '::error title=Q1%3A errors<1%25::errors<1%25 FAILS: 4 %25',
      '::warning title=Q1%3A ttft.p99<500ms::open',
      '::notice title=Q1%3A ttft.p99<500ms::ttft.p99<500ms holds: 412 ms',
      '',
    ])
  })

  test('a result without thresholds says that none were checked', () => {
    expect(render(github, [])).toMatch(/^::notice title=Benchmark result::no thresholds were checked: .*\n$/)
  })

  test('whatever the labels are, each check is one line, whose title ends where it should', () => {
    fc.assert(
      fc.property(label, label, (of, sentence) => {
        const text = render(github, [check({ of, sentence })])
        expect(text.split(/[\n\r\u2028\u2029]/)).toHaveLength(2)
        expect(text).toMatch(/^::notice title=[^:,\n]*::/)
      }),
    )
  })
})
