import type { OwnReport } from '../kinds/read-artifact.js'
import { collectRequests, type RequestSource } from '../requests/collect-requests.js'
import { requestPlots } from '../requests/request-plots.js'
import { hasValues } from './clean-rows.js'
import type { PlotRequest } from './plot-request.js'

/**
 * Every picture that an artifact can be drawn as, and those of the requests behind it where they are at hand.
 *
 * @example for (const plot of await reportPlots(readArtifact(json, path))) await renderPlot(plot, { format: 'png' })
 */
export async function reportPlots(
  input: Pick<OwnReport, 'document'>,
  records: RequestSource | null = null,
): Promise<PlotRequest[]> {
  const document = input.document()
  const requests = records ? requestPlots(await collectRequests(records), document.subtitle) : []
  return [...document.plots, ...requests].filter((each) => hasValues(each.rows))
}
