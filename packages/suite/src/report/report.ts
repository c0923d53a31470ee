import { extname, resolve } from 'node:path'
import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import { leaderboard, renderReport, type RenderReportOptions, reporters } from '@sagellm-benchmark/reporters'
import type { Plot } from '@sagellm-benchmark/reporters/plots'
import { checkOutputFile, checkOutputFolder, writeNamedFile } from '@sagellm-benchmark/runner/output'
import { resolveIo, type SuiteIo } from '../io.js'
import { type OpenResult, openResult, type OwnKind } from './open-result.js'
import { renderResult } from './render-result.js'
import type { PlotRequest } from './plot-request.js'
import { writePlots } from './write-plots.js'

export type ReportOptions = Pick<SuiteIo, 'cwd' | 'loadKinds'> & {
  /** table, markdown, comment, json, csv, html, junit, github, or a reporter of yours. @default what `output` ends in, else table */
  readonly format?: RenderReportOptions['format']
  /** Also writes the text into this file. @default nothing is written */
  readonly output?: string
  /** Also draws the plots of each result. @default null */
  readonly plots?: PlotRequest | null
  /** Terminal colours, for tables. @default false */
  readonly colour?: boolean
  /** Columns of a table. @default 120 */
  readonly width?: number
  readonly theme?: 'light' | 'dark'
  /** Kinds of artifact beside ours, made with `defineArtifactKind`, asked first. @default [] */
  readonly kinds?: readonly OwnKind[]
  /** Plots beside ours, made with `definePlot`, for artifacts that name them. @default [] */
  readonly ownPlots?: readonly Plot[]
}

export type ReportOutcome = {
  readonly text: string
  /** Paths of the plots that were drawn. */
  readonly plots: readonly string[]
}

/**
 * Shows one result in the wished format, or ranks several against each other.
 *
 * @param inputs - result files, or folders that hold one.
 * @throws BenchError `not_found` or `corrupt_data` for a file, `invalid_argument` for an unknown format.
 * @example const { text } = await report('./benchmark_results', { format: 'markdown' })
 */
export async function report(inputs: string | readonly string[], options: ReportOptions = {}): Promise<ReportOutcome> {
  const io = resolveIo(options)
  if (options.output !== undefined) await checkOutputFile(resolve(io.cwd, options.output))
  if (options.plots?.folder !== undefined) await checkOutputFolder(resolve(io.cwd, options.plots.folder))
  const results: OpenResult[] = []
  const { kinds = [], ownPlots = [] } = options
  for (const path of [inputs].flat())
    results.push(await openResult(resolve(io.cwd, path), { kinds, loadKinds: io.loadKinds }))
  const format = reportFormat(options)
  const look = {
    format,
    colour: options.colour ?? false,
    width: options.width ?? 120,
    ...(options.theme ? { theme: options.theme } : {}),
    plots: ownPlots,
  }
  const [only] = results
  const rendered =
    results.length === 1 && only
      ? await renderResult(only, look)
      : await renderReport({ ...look, input: leaderboard(results.map(entryOf)) })
  const text = rendered.endsWith('\n') ? rendered : `${rendered}\n`
  if (options.output !== undefined)
    await writeNamedFile(resolve(io.cwd, options.output), text, only ? { madeOf: only.path } : {})

  const plots: string[] = []
  for (const result of options.plots ? results : [])
    plots.push(...(await writePlots(result, options.plots as PlotRequest, { cwd: io.cwd, own: ownPlots })))
  return { text, plots }
}

/** A result with the machine that measured it, as far as a manifest beside the file says it. */
function entryOf({ input, environment }: OpenResult) {
  const { model = null, logicalCores: cores = null } = environment?.cpu ?? {}
  return { ...input, machine: model === null || cores === null ? null : `${model}, ${cores} cores` }
}

/**
 * The format that is meant: the one named, else the one that the file's name ends in, else a table.
 *
 * @throws BenchError `invalid_argument` for an ending that no format has, where none is named: a table in `x.xlsx` opens nowhere.
 */
export function reportFormat({
  format,
  output,
}: Pick<ReportOptions, 'format' | 'output'>): RenderReportOptions['format'] {
  if (format !== undefined) return format
  const ending = output === undefined ? '' : extname(output).slice(1).toLowerCase()
  const named = reporters.find((each) => each.extension === ending)?.name
  if (named !== undefined || ending === '') return named ?? 'table'
  const endings = [...new Set(reporters.map(({ extension }) => `.${extension}`))].join(', ')
  throw invalidArgument(
    'output',
    output,
    `no format is written into .${ending} files: end the name in ${endings}, or name the format with --format (${reporters.map(({ name }) => name).join(', ')})`,
  )
}
