import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { ReadArtifact } from '../kinds/read-artifact.js'
import type { ReporterOptions } from './define-reporter.js'
import { reporters } from './reporters.js'

export type RenderReportOptions = ReporterOptions & {
  readonly input: ReadArtifact
  /** Name of a format in `reporters`. */
  readonly format: string
}

/**
 * An artifact as a report.
 *
 * @throws BenchError `invalid_argument` for a format that does not exist.
 * @example await renderReport({ input: readArtifact(json, path), format: 'markdown' })
 */
export async function renderReport(options: RenderReportOptions): Promise<string> {
  const { input, format, ...rest } = options
  const reporter = reporters.find((each) => each.name === format)
  if (!reporter) {
    throw invalidArgument('format', format, `choose one of ${reporters.map((each) => each.name).join(', ')}`)
  }
  return reporter.render({ document: input.document(), json: input.json }, rest)
}
