import { renderReport, type RenderReportOptions, type ReporterOptions } from '@sagellm-benchmark/reporters'
import type { OpenResult } from './open-result.js'

/** A result in one format, with everything that lies beside it. */
export function renderResult(
  result: OpenResult,
  options: ReporterOptions & Pick<RenderReportOptions, 'format'>,
): Promise<string> {
  const { input, environment, workloads } = result
  const records = result.records()
  return renderReport({
    ...options,
    input,
    ...(records ? { records } : {}),
    ...(environment ? { environment } : {}),
    ...(workloads.length > 0 ? { workloads } : {}),
  })
}
