import { readdirSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import * as artifacts from '@sagellm-benchmark/protocol-types/artifacts'
import * as comparison from '@sagellm-benchmark/protocol-types/comparison'
import * as evidence from '@sagellm-benchmark/protocol-types/evidence'
import * as performance from '@sagellm-benchmark/protocol-types/performance'
import * as telemetry from '@sagellm-benchmark/protocol-types/telemetry'
import * as validation from '@sagellm-benchmark/protocol-types/validation'
import { readArtifact, renderReport, reporters } from '@sagellm-benchmark/reporters'
import { readJournal } from '@sagellm-benchmark/runner'
import { describe, expect, test } from 'vitest'

/** Folders that the programs of every released version wrote: to be read for ever. See fixtures/artifacts/README.md. */
const root = resolve(import.meta.dirname, '../../../fixtures/artifacts')

type Reader = { readonly name: string; parse(json: unknown, source: string): unknown }

/** Which artifact a file is, by its path below the folder of its version. The first that matches counts. */
const kinds: readonly (readonly [path: RegExp, reader: Reader])[] = [
  [/\/config\.json$/, artifacts.runConfigFile],
  [/\/environment\.json$/, artifacts.environmentFile],
  [/\/benchmark_summary\.json$/, artifacts.benchmarkSummaryFile],
  [/^run.*_metrics\.json$/, artifacts.metricsFile],
  [/\/calibration\.json$/, artifacts.calibrationFile],
  [/^perf-operator\/perf_results\.json$/, performance.operatorPerfFile],
  [/^perf-(?!operator)[^/]+\/perf_results\.json$/, performance.e2ePerfFile],
  [/\/perf_comparison_summary\.json$/, comparison.regressionFile],
  [/\/comparison\.json$/, comparison.comparisonFile],
  [/\/validation_summary\.json$/, validation.validationSummaryFile],
  [/\/validation_summary\.json$/, validation.validationFile],
  [/_log_probe\.json$/, evidence.logProbeFile],
  [/\/probes\/[^/_]+_(before|after)\.json$/, evidence.endpointSnapshotFile],
  [/_server_telemetry\.json$/, telemetry.serverTelemetryFile],
  [/_resources\.json$/, telemetry.resourceTelemetryFile],
  [
    /^(compare|nonstream-compare|vllm-compare|convergence)[^/]*\/([^/]+\/)?(a|a-again|b|c|sagellm|vllm)\.json$/,
    comparison.captureFile,
  ],
]

/** Artifacts that a report is made of, by name. */
const reported = new Set([
  artifacts.benchmarkSummaryFile.name,
  artifacts.metricsFile.name,
  performance.operatorPerfFile.name,
  performance.e2ePerfFile.name,
  comparison.regressionFile.name,
  comparison.comparisonFile.name,
  comparison.captureFile.name,
  validation.validationFile.name,
])

/** What is written for people or other programs, and read by none of ours. */
const notRead: readonly RegExp[] = [
  /\.(md|txt|csv|prom|png|sh|log)$/,
  /\/SHA256SUMS$/,
  /\/\.sagellm-benchmark[^/]*$/,
  // The answers of a server as they came, and the same with what was seen in it.
  /_(info|info_before|models)\.json$/,
  // The formats of other tools, and the metrics that --output-json asked for.
  /qps-.*\.json$|qps-concurrency\d+-.*\.json$/,
  /profile_export(_aiperf)?\.jsonl?$/,
  /^run-endpoint\/metrics\.json$/,
  /^(report|leaderboard)\/[^/]+\.json$/,
]

const versions = readdirSync(root).filter((name) => statSync(join(root, name)).isDirectory())

function filesBelow(folder: string, below = ''): string[] {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    return entry.isDirectory() ? filesBelow(folder, path) : [path]
  })
}

const json = async (file: string): Promise<unknown> => JSON.parse(await readFile(file, 'utf8'))

test('the versions that were released are there', () => {
  expect(versions).toContain('0.1')
})

describe.each(versions)('what version %s wrote', (version) => {
  const folder = join(root, version)
  const files = filesBelow(folder)
  const readers = (file: string) => kinds.flatMap(([path, reader]) => (path.test(file) ? [reader] : []))
  const readable = files.flatMap((file) => readers(file).map((reader) => [file, reader.name, reader] as const))
  const journals = files.filter((file) => basename(file) === 'records.jsonl')
  const reports = files.filter((file) => readers(file).some(({ name }) => reported.has(name)))

  test('has no file that nobody knows, and a file of every kind', () => {
    const isKnown = (file: string) =>
      readers(file).length > 0 || journals.includes(file) || notRead.some((path) => path.test(file))
    expect(files.filter((file) => !isKnown(file))).toEqual([])
    expect(kinds.filter(([path]) => !files.some((file) => path.test(file)))).toEqual([])
  })

  test.each(readable)('%s is read as a %s', async (file, _name, reader) => {
    expect(reader.parse(await json(join(folder, file)), file)).toBeTypeOf('object')
  })

  test.each(journals)('%s: every line is read', async (file) => {
    const lines = (await readFile(join(folder, file), 'utf8')).trimEnd().split('\n').length
    let records = 0
    for await (const record of readJournal(join(folder, file))) records += record.requestId === '' ? 0 : 1
    expect(records).toBe(lines)
  })

  describe.each(reports)('the report of %s', (file) => {
    const path = join(folder, file)

    test.each(reporters.map(({ name }) => name))('as %s', async (format) => {
      const input = readArtifact(await json(path), file)
      const journal = join(dirname(path), 'records.jsonl')
      const records = files.includes(`${dirname(file)}/records.jsonl`) ? { records: readJournal(journal) } : {}
      const text = await renderReport({ input, format, ...records })
      // The shortest is one annotation, which is a whole sentence; a table of values has commas between its words.
      expect(text.trim().split(/[\s,]+/).length).toBeGreaterThan(8)
      // The page's own script is full of these words.
      const shown = text.replace(/<script[\s\S]*?<\/script>/g, '')
      expect(/undefined|NaN|\[object Object\]/.exec(shown)).toBeNull()
    })
  })
})
