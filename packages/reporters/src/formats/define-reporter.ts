import type { ReportDocument } from '../document/report-document.js'
import type { Plot } from '../plots/define-plot.js'
import type { CollectedRequests } from '../requests/collect-requests.js'

/** What a format is given: the report in neutral form, and the artifact as it lies on disk. */
export type ReportContent = {
  readonly document: ReportDocument
  /** Validated JSON value of the artifact, snake_case. */
  readonly json: unknown
  /** The measured requests behind the artifact, where they are at hand. */
  readonly requests: CollectedRequests | null
  /** Model, target, date and seed on one line. */
  readonly subtitle: string
}

export type ReporterOptions = {
  /** Escape codes for a terminal. @default false */
  readonly colour?: boolean
  /** Columns of the terminal; wider text cells are cut. @default 120 */
  readonly width?: number
  /** What a page opens in. @default the reader's own setting */
  readonly theme?: 'light' | 'dark'
  /** Plots beside those of the package, for documents that name them. @default [] */
  readonly plots?: readonly Plot[]
}

/** A report format. Its name is what `report --format` takes. */
export interface Reporter {
  readonly name: string
  readonly description: string
  /** Of a file that holds it, without the dot. */
  readonly extension: string
  readonly mediaType: string
  /** Whether it shows single requests; if not, records are not read for it. */
  readonly showsRequests?: boolean
  /** The whole report as text. Every string in the content may be hostile: escaping it is the format's duty. */
  render(content: ReportContent, options: ReporterOptions): string | Promise<string>
}

/**
 * Declares a report format. One in the list of `reporters.ts` is a choice of `report --format`; one of a library user is handed
 * to `renderReport` as its `format`.
 */
export function defineReporter(reporter: Reporter): Reporter {
  return reporter
}
