import { invalidArgument, type RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { EnvironmentManifest } from '@sagellm-benchmark/protocol-types/artifacts'
import { environmentFacts } from '../document/environment-facts.js'
import type { ReadArtifact } from '../kinds/read-artifact.js'
import { collectRequests } from '../requests/collect-requests.js'
import type { ReporterOptions } from './define-reporter.js'
import { reporters } from './reporters.js'

export type RenderReportOptions = ReporterOptions & {
  readonly input: ReadArtifact
  /** Name of a format in `reporters`. */
  readonly format: string
  /** The requests behind the artifact, as the journal gives them; only formats that show single requests read them. */
  readonly records?: AsyncIterable<RequestRecord> | Iterable<RequestRecord>
  /** Most single requests shown. @default 10_000 */
  readonly maxRequests?: number
  /** For the report's last section, where `environment.json` is at hand. */
  readonly environment?: EnvironmentManifest
}

/**
 * An artifact as a report.
 *
 * @throws BenchError `invalid_argument` for a format that does not exist.
 * @example await renderReport({ input: readArtifact(json, path), format: 'markdown' })
 */
export async function renderReport(options: RenderReportOptions): Promise<string> {
  const { input, format, records, maxRequests, environment, ...rest } = options
  const reporter = reporters.find((each) => each.name === format)
  if (!reporter) {
    throw invalidArgument('format', format, `choose one of ${reporters.map((each) => each.name).join(', ')}`)
  }
  const told = input.document()
  const document = environment ? { ...told, environment: environmentFacts(environment) } : told
  const requests =
    records && reporter.showsRequests
      ? await collectRequests(records, maxRequests === undefined ? {} : { maxRows: maxRequests })
      : null
  return reporter.render({ document, json: input.json, requests, subtitle: told.subtitle }, rest)
}
