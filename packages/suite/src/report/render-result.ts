import { renderReport, type RenderReportOptions, type ReporterOptions, reporters } from '@sagellm-benchmark/reporters'
import type { OpenResult } from './open-result.js'

/** A result in one format, with everything that lies beside it. */
export async function renderResult(
  result: OpenResult,
  options: ReporterOptions & Pick<RenderReportOptions, 'format'>,
): Promise<string> {
  const { input, environment, workloads } = result
  const { format } = options
  const reporter = typeof format === 'string' ? reporters.find(({ name }) => name === format) : format
  const requests = reporter?.showsRequests ? await result.requests() : null
  return renderReport({
    ...options,
    input,
    ...(requests ? { records: requests } : {}),
    ...(environment ? { environment } : {}),
    ...(workloads.length > 0 ? { workloads } : {}),
  })
}
