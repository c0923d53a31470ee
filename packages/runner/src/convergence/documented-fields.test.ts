import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { comparisonFile } from '@sagellm-benchmark/protocol-types/comparison'
import { EvidenceClaim, EvidenceGapCode, logProbeFile } from '@sagellm-benchmark/protocol-types/evidence'
import { ConvergenceVerdict, validationSummaryFile } from '@sagellm-benchmark/protocol-types/validation'
import { describe, expect, test } from 'vitest'
import { resultFields } from './claim-checks.js'

const page = readFileSync(resolve(import.meta.dirname, '../../../../docs/convergence.md'), 'utf8')
const rowsOf = (heading: string) =>
  (page.split(`## ${heading}\n`)[1] ?? '')
    .split('\n## ')[0]!
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim()))

type Schema = {
  properties?: Record<string, Schema>
  items?: Schema
  anyOf?: Schema[]
  $ref?: string
  $defs?: Record<string, Schema>
}

/** Every dotted path of fields in a schema, through lists and alternatives. */
function fieldsOf(schema: Schema, root = schema, seen = new Set<Schema>()): string[] {
  const target = schema.$ref ? (root.$defs?.[schema.$ref.split('/').at(-1) ?? ''] ?? {}) : schema
  if (seen.has(target)) return []
  const deeper = new Set([...seen, target])
  const inner = [...(target.anyOf ?? []), ...(target.items ? [target.items] : [])]
  return [
    ...inner.flatMap((each) => fieldsOf(each, root, deeper)),
    ...Object.entries(target.properties ?? {}).flatMap(([name, each]) => [
      name,
      ...fieldsOf(each, root, deeper).map((below) => `${name}.${below}`),
    ]),
  ]
}

const files: Record<string, Schema> = {
  '`validation_summary.json`': validationSummaryFile.jsonSchema() as Schema,
  '`comparison.json`': comparisonFile.jsonSchema() as Schema,
  '`<label>_log_probe.json`': logProbeFile.jsonSchema() as Schema,
}

describe('the Mainline Validation Mapping', () => {
  const rows = rowsOf('Mainline Validation Mapping')

  test('names the eight result fields, no more and no less', () => {
    expect(rows.map(([, field]) => field)).toEqual(resultFields.map((field) => `\`${field}\``))
  })

  test.each(rows.flatMap(([, field = '', where = '']) => where.split(', ').map((file) => [field, file] as const)))(
    '%s is a field of %s',
    (field, file) => {
      const known = fieldsOf(files[file] ?? {})
      const name = field.replaceAll('`', '')
      expect(known.some((each) => each === name || each.endsWith(`.${name}`))).toBe(true)
    },
  )
})

test('the page names every claim, verdict and gap as the files do', () => {
  expect(rowsOf('The claims, and what decides them').map(([, claim]) => claim)).toEqual(
    EvidenceClaim.options.map((claim) => `\`${claim}\``),
  )
  for (const verdict of ConvergenceVerdict.options) expect(page).toContain(`\`${verdict}\``)
  const gaps = [...page.matchAll(/`((?:missing|surface|log|runtime|counter)_[a-z_]+)`/g)].map(([, name]) => name)
  const ofTheVerdict = ['missing_metric_comparison', 'missing_baseline_path_probes']
  const known = [...EvidenceGapCode.options, ...ofTheVerdict] as string[]
  expect(gaps.filter((gap) => !known.includes(gap as string))).toEqual([])
})
