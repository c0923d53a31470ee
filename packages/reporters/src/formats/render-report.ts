import { entryNamed } from '@sagellm-benchmark/protocol-types'
import type { EnvironmentManifest, MetricsFile } from '@sagellm-benchmark/protocol-types/artifacts'
import { environmentFacts } from '../document/environment-facts.js'
import type { OwnReport, ReadArtifact } from '../kinds/read-artifact.js'
import type { Leaderboard } from '../leaderboard/leaderboard.js'
import { collectRequests, type RequestSource } from '../requests/collect-requests.js'
import { runReport } from '../run/run-report.js'
import type { Reporter, ReporterOptions } from './define-reporter.js'
import { reporters } from './reporters.js'

export type RenderReportOptions = ReporterOptions & {
  readonly input: ReadArtifact | Leaderboard | OwnReport
  /** Name of a format in `reporters`, or a format of your own. */
  readonly format: string | Reporter
  /** The requests behind the artifact, as the journal gives them or collected; only formats that show single requests read them. */
  readonly records?: RequestSource
  /** Max single requests shown, of records that are read here. @default 10_000 */
  readonly maxRequests?: number
  /** The workloads in full, for the report of a whole run: their tables follow the summary's. */
  readonly workloads?: readonly MetricsFile[]
  /** For the report's last section, where `environment.json` is at hand. */
  readonly environment?: EnvironmentManifest
}

/**
 * An artifact as a report. A million records are read in bounded memory: single requests beyond `maxRequests` are sampled,
 * and the report says so; distributions are of all of them.
 *
 * @throws BenchError `invalid_argument` for a format that does not exist.
 * @example await renderReport({ input: readArtifact(json, path), format: 'markdown' })
 */
export async function renderReport(options: RenderReportOptions): Promise<string> {
  const { input, format, records, maxRequests, environment, workloads, ...rest } = options
  const reporter = typeof format === 'string' ? entryNamed(reporters, { kind: 'format', name: format }) : format
  const report = isSummary(input) && workloads ? runReport({ summary: input.value, workloads }) : input.document()
  const document = environment ? { ...report, environment: environmentFacts(environment) } : report
  const requests =
    records && reporter.showsRequests
      ? await collectRequests(records, maxRequests === undefined ? {} : { maxRows: maxRequests })
      : null
  return reporter.render({ document, json: input.json, requests, subtitle: report.subtitle }, rest)
}

function isSummary(input: RenderReportOptions['input']): input is Extract<ReadArtifact, { readonly kind: 'summary' }> {
  return input.kind === 'summary'
}
