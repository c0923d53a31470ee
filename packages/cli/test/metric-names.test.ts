import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { metrics, statisticName } from '@sagellm-benchmark/protocol-types/metrics'
import ts from 'typescript'
import { expect, test } from 'vitest'

/**
 * Names of figures are made by the catalogue and looked up, never taken apart: a pattern that knows `p99_` does not know `p999_`.
 * So no regular expression of the sources may hold a piece of such a name. Names of engines' own metrics are another matter.
 */
const packages = resolve(import.meta.dirname, '../..')
const ofEngines = ['probes', 'reference-engine']

const percentiles = metrics.flatMap(({ statistics }) => statistics.filter(({ kind }) => kind === 'percentile'))
const words = new Set(['avg', ...percentiles.map(statisticName), 'ttft', 'tbt', 'tpot', 'itl', 'e2el', 'ttfo'])
const units = /_(ms|tps|rps)\b|p\(?\\d|p\(?\[0-9/

function holdsName(pattern: string): boolean {
  return units.test(pattern) || pattern.split(/[^a-z0-9]+/i).some((word) => words.has(word))
}

/** Every regular expression of a file, as a literal or as text that one is made of. */
function patternsIn(path: string, text: string): string[] {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) found.push(node.text)
    if (ts.isNewExpression(node) && node.expression.getText() === 'RegExp') found.push(node.getText())
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true))
  return found
}

test('no name of a metric is parsed by a regular expression', async () => {
  const parsed: string[] = []
  let seen = 0
  for (const name of await readdir(packages)) {
    if (ofEngines.includes(name)) continue
    const files = await readdir(join(packages, name, 'src'), { recursive: true })
    for (const file of files) {
      if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue
      const path = join(packages, name, 'src', file)
      const patterns = patternsIn(path, await readFile(path, 'utf8'))
      seen += patterns.length
      for (const pattern of patterns) if (holdsName(pattern)) parsed.push(`${name}/src/${file}: ${pattern}`)
    }
  }
  expect(seen).toBeGreaterThan(100)
  expect(parsed).toEqual([])
})

test('the search sees such a pattern, written either way', () => {
  const source = 'const a = /^(avg|p50)_/; const b = new RegExp(`^p99_${name}$`)'
  const hits = patternsIn('a.ts', source).filter(holdsName)
  expect(hits).toHaveLength(2)
})
