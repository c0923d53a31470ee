import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { artifactKinds } from '../kinds/artifact-kinds.js'
import { readArtifact } from '../kinds/read-artifact.js'
import { originalArtifacts } from '../testing/original-artifacts.js'
import { ourArtifacts } from '../testing/our-artifacts.js'
import { hostile } from '../testing/some-metrics.js'
import { csvText } from './csv.js'
import { renderReport } from './render-report.js'
import { reporters } from './reporters.js'

const cases = reporters.flatMap((reporter) => artifactKinds.map((kind) => [reporter.name, kind.name] as const))

const ofClaims = ['code', 'latency', 'quantity', 'role', 'metric_delta', 'path_seen', 'path_seen_in_baseline']
const ofPublished = ['schema_version', 'artifact_kind', 'artifact_id', 'tool', 'entry_id']
const ofRegressions = ['status', 'overall_status', 'direction']
const fixed = new Set(['kind', 'verdict', 'method', 'result', 'profile', ...ofClaims, ...ofPublished, ...ofRegressions])

/** The same JSON with every string that is free text replaced by a hostile one. */
function poisoned(json: unknown): unknown {
  return JSON.parse(JSON.stringify(json), (key, value) =>
    typeof value === 'string' && !fixed.has(key) ? hostile : value,
  )
}

describe('report formats', () => {
  test.each(cases)('%s tells the %s of this project and of the original', async (format, kind) => {
    for (const { json, source } of [ourArtifacts()[kind] ?? [], originalArtifacts[kind] ?? []].flat()) {
      const text = await renderReport({ input: readArtifact(json, source), format })
      const read = text.replace(/<(script|style)>[\s\S]*?<\/\1>/g, '')
      expect(read.length).toBeGreaterThan(50)
      expect(read).not.toMatch(/undefined|NaN|\[object/)
    }
  })

  test.each(cases)('%s lets no hostile string of a %s through', async (format, kind) => {
    const { json, source } = ourArtifacts()[kind] ?? originalArtifacts[kind]!
    const text = await renderReport({ input: readArtifact(poisoned(json), source), format })
    if (format === 'json') return expect(JSON.parse(text)).toBeTruthy()
    // What stands in a fenced block is not markup; its fence is longer than any run of back-ticks in it.
    const outside = text.replace(/^(`{3,}).*\n[\s\S]*?\n\1$/gm, '')
    if (format === 'markdown' || format === 'comment')
      return expect(outside).not.toMatch(/<img|<\/script|\u001b|\u202e|\u2028/)
    if (format === 'table') return expect(text).not.toMatch(/[\u001b\u202e\u2028\r]/)
  })

  test('a format that does not exist is an error that lists those that do', async () => {
    const { json, source } = ourArtifacts().summary!
    const input = readArtifact(json, source)
    await expect(renderReport({ input, format: 'pdf' })).rejects.toMatchObject({
      code: 'invalid_argument',
      hint: expect.stringContaining('markdown'),
    })
  })

  test('CSV gives an interval as two numbers, in columns of their own', async () => {
    const { json, source } = ourArtifacts().metrics!
    const text = await renderReport({ input: readArtifact(json, source), format: 'csv' })
    const [header, ...rows] = text
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(','))
    const low = header?.indexOf('avg_interval_95_low') ?? -1
    expect(header?.slice(low, low + 2)).toEqual(['avg_interval_95_low', 'avg_interval_95_high'])
    expect(rows.find(([metric]) => metric === 'TTFT ms')?.slice(low, low + 2)).toEqual(['39.61', '43.04'])
  })

  test('CSV gives full precision, empty for unknown, and runs no formula in a spreadsheet', () => {
    expect(csvText([['a', 1 / 3, null, '=1+1', 'x,"y"\n']])).toBe('a,0.3333333333333333,,\'=1+1,"x,""y""\n"\r\n')
  })

  test.each(reporters)('$name is described, named as its file and listed in the guide', ({ name, description }) => {
    expect(description.length).toBeGreaterThan(9)
    expect(readdirSync(import.meta.dirname)).toContain(`${name}.ts`)
    const guide = readFileSync(new URL('../../../../docs/reports.md', import.meta.url), 'utf8')
    expect(guide).toContain(`| \`${name}\``)
  })

  test('every reporter bears a name of its own', () => {
    expect(new Set(reporters.map((each) => each.name)).size).toBe(reporters.length)
  })
})
