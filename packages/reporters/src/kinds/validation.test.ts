import { describe, expect, test } from 'vitest'
import { renderReport } from '../formats/render-report.js'
import { validationJson } from '../testing/validation-json.js'
import { readArtifact } from './read-artifact.js'

const input = readArtifact(validationJson(), 'validation_summary.json')
const markdown = await renderReport({ input, format: 'markdown' })
const section = (title: string) => markdown.split('\n## ').find((part) => part.startsWith(title)) ?? ''

describe('a convergence validation', () => {
  test('answers first, for every claim', () => {
    expect(markdown.split('\n')[2]).toBe(
      '**after against before: shared-stream batching converged, paged or native path insufficient_evidence.**',
    )
    expect(markdown.indexOf('SIMULATED')).toBeLessThan(markdown.indexOf('## '))
  })

  test('argues in order: claim, metrics with interval, path, verdict, what is missing', () => {
    const argument = section('after, shared-stream batching: converged')
    const steps = ['**Claim.**', '**Metrics.**', '**Path.**', '**Verdict.**', '**Missing.** Nothing.']
    const places = steps.map((step) => argument.indexOf(step))
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(places.every((at) => at > 0)).toBe(true)
    expect(argument).toContain('ratio 2.000, 95 % interval 1.900 .. 2.100, better')
  })

  test('quotes the line that shows the path, with its place', () => {
    expect(section('after, shared-stream')).toContain('server.log:12  SharedStreamBatchStart 4')
  })

  test('names each gap, with what happened', () => {
    const argument = section('after, paged or native path: insufficient_evidence')
    expect(argument).toContain('surface_wrong_content (info: after: /info answered with HTML instead of JSON)')
    expect(argument).toContain('missing_metric_comparison')
  })

  test('an unknown value is no zero', () => {
    const [before, after] = section('Result fields')
      .split('\n')
      .filter((line) => /^\| (before|after)/.test(line))
    expect(before).toContain('| – | – | – |')
    expect(after).toContain('| 14 | 0 | 0 |')
  })
})
