import type { Artifact } from '@sagellm-benchmark/protocol-types'
import { benchmarkSummaryFile, metricsFile } from '@sagellm-benchmark/protocol-types/artifacts'
import { canonicalFile, runtimeConsistencyFile } from '@sagellm-benchmark/protocol-types/canonical'
import { comparisonFile, regressionFile } from '@sagellm-benchmark/protocol-types/comparison'
import { historyFile } from '@sagellm-benchmark/protocol-types/history'
import { leaderboardEntryFile } from '@sagellm-benchmark/protocol-types/leaderboard'
import { e2ePerfFile, operatorPerfFile } from '@sagellm-benchmark/protocol-types/performance'
import { readinessFile } from '@sagellm-benchmark/protocol-types/readiness'
import { capacityFile, sweepFile } from '@sagellm-benchmark/protocol-types/sweeps'
import { validationFile } from '@sagellm-benchmark/protocol-types/validation'
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { renderReport } from '../formats/render-report.js'
import { reporters } from '../formats/reporters.js'
import { renderPlot } from '../plots/render-plot.js'
import { reportPlots } from '../plots/report-plots.js'
import { ourArtifacts } from '../testing/our-artifacts.js'
import { readArtifact } from './read-artifact.js'

const files: Record<string, Artifact<z.ZodType>> = {
  summary: benchmarkSummaryFile,
  metrics: metricsFile,
  canonical: canonicalFile,
  runtime_consistency: runtimeConsistencyFile,
  leaderboard_entries: leaderboardEntryFile,
  operator_perf: operatorPerfFile,
  e2e_perf: e2ePerfFile,
  comparison: comparisonFile,
  validation: validationFile,
  regression: regressionFile,
  sweep: sweepFile,
  readiness: readinessFile,
  capacity: capacityFile,
  history: historyFile,
}

type Schema = {
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | boolean
}

/** The value with every member of an enum exchanged for one that a later program may know. */
function newer(schema: Schema, value: unknown): unknown {
  if (schema.enum && typeof value === 'string') return 'added_later'
  const choice = schema.anyOf?.find(({ enum: members, items, properties }) => members ?? items ?? properties)
  if (choice) return newer(choice, value)
  if (Array.isArray(value)) return value.map((item) => newer(schema.items ?? {}, item))
  if (typeof value !== 'object' || value === null) return value
  const more = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : {}
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, newer(schema.properties?.[key] ?? more, item)]),
  )
}

/** They show the thresholds of a result and none of its other verdicts. */
const onlyThresholds = ['junit', 'github']

describe.each(Object.entries(ourArtifacts()))('a newer %s, none of whose enum members are known', (kind, file) => {
  const json = newer(files[kind]?.jsonSchema() as Schema, file.json)

  test.each(reporters.map(({ name }) => name))('is shown as %s', async (format) => {
    const text = await renderReport({ input: readArtifact(json, file.source), format })
    const shown = text.replace(/<script[\s\S]*?<\/script>|<wbr>/g, '')
    expect(/undefined|NaN|\[object Object\]/.exec(shown)).toBeNull()
    const tellsVerdicts = !onlyThresholds.includes(format) && JSON.stringify(json).includes('"verdict":"added_later"')
    if (tellsVerdicts) expect(shown).toMatch(/added\\*_later/)
  })

  test('is drawn', async () => {
    for (const plot of await reportPlots(readArtifact(json, file.source), null)) {
      const bytes = await renderPlot(plot, { format: 'svg', theme: 'light', dpi: 96 })
      expect(new TextDecoder().decode(bytes)).toContain('<svg')
    }
  })
})
