import { rm } from 'node:fs/promises'
import { basename, dirname, extname, join, relative, resolve } from 'node:path'
import { redactSecrets } from '@sagellm-benchmark/protocol-types/edge'
import {
  type E2ePerfFile,
  e2ePerfFile,
  type OperatorPerfFile,
  operatorPerfFile,
} from '@sagellm-benchmark/protocol-types/performance'
import { writeFileAtomic } from '@sagellm-benchmark/runner'
import { checksumFile } from '@sagellm-benchmark/runner/convergence'
import {
  checkOutputFile,
  checkOutputFolder,
  isHandedOn,
  withRunFolder,
  writeNamedFile,
  writeResultChecksums,
} from '@sagellm-benchmark/runner/output'
import { type ResolvedIo, resolveIo, secretsOf, type SuiteIo } from '../io.js'
import { checkedInput } from '../plan/checked-input.js'
import { resultOf } from '../report/open-result.js'
import { renderResult } from '../report/render-result.js'
import type { PlotRequest } from '../report/plot-request.js'
import { writePlots } from '../report/write-plots.js'
import { e2eGroups } from './e2e-groups.js'
import { measureE2eFile } from './measure-e2e.js'
import { measureOperatorFile, type OperatorWatcher } from './measure-operators.js'
import { perfContext } from './perf-context.js'
import { perfPlanName, recordFolder, rowsSoFar, startFolder } from './record-folder.js'
import { type E2ePerfPlan, PerfPlan, perfPlanFile, type PerfPlanInput } from './perf-plan.js'

export type PerfOptions = SuiteIo & {
  /**
   * Result file; the records of whole requests and the plots go beside it, those of a result that goes into a device or a pipe beside
   * ./benchmark_results/perf_piped.json, which is not there. @default ./benchmark_results/perf_results.json
   */
  readonly outputJson?: string
  /** Report file. @default ./benchmark_results/perf_report.md */
  readonly outputMarkdown?: string
  /** Also draws the plots. @default null */
  readonly plots?: PlotRequest | null
  /** Called with the operator that comes next. @default nothing */
  readonly onOperator?: OperatorWatcher
}

/** A measurement as it was written. */
export type PerfOutcome = {
  readonly file: E2ePerfFile | OperatorPerfFile
  /** The same as it was written, which a pipe does not give back. */
  readonly content: unknown
  readonly path: string
  readonly report: string
  /** Paths of the plots that were drawn. */
  readonly plots: readonly string[]
  /** An operator's forms differ, a model could not be opened, or a row has no answer. */
  readonly failed: boolean
  readonly interrupted: boolean
}

/**
 * Measures operators, or whole requests at several batch sizes, models and precisions, and leaves result, report and plots, with a manifest of
 * SHA-256 beside the result (`perf_results.SHA256SUMS`).
 *
 * @throws BenchError `invalid_argument` for a plan that cannot be measured, and as opening the first target.
 * @example await perf({ kind: 'e2e', target: { kind: 'simulated' }, batchSizes: [1, 4] }, { outputJson: 'perf.json' })
 */
export async function perf(given: PerfPlanInput, options: PerfOptions = {}): Promise<PerfOutcome> {
  const io = resolveIo(options)
  const plan = checkedInput(PerfPlan, given, { problem: 'the plan cannot be measured', schemaName: 'PerfPlan' })
  const context = await perfContext(plan.seed, io)
  const path = resolve(io.cwd, options.outputJson ?? './benchmark_results/perf_results.json')
  for (const file of [path, reportPath(options, io)]) await checkOutputFile(file)
  if (options.plots?.folder !== undefined) await checkOutputFolder(resolve(io.cwd, options.plots.folder))
  const place = (await isHandedOn(path)) ? resolve(io.cwd, './benchmark_results/perf_piped.json') : path
  if (plan.kind === 'operator') {
    const file = await measureOperatorFile(plan, { io, context, onOperator: options.onOperator ?? (() => {}) })
    const left = await leave(operatorPerfFile.serialize(file), { path, place, options, io })
    await writeResultChecksums(path, [left.report, ...left.plots])
    return { file, ...left, failed: file.comparisons.some(({ equal }) => equal !== true), interrupted: false }
  }
  const folder = join(dirname(place), recordFolder(basename(place, extname(place))))
  const starts = Array.from({ length: plan.restarts - 1 }, (_, at) => startFolder(at + 1))
  const artifacts = [...e2eGroups(plan).map((group) => group.folder), ...starts, rowsSoFar, perfPlanName]
  const outcome = await withRunFolder(folder, { artifacts, clock: io.clock }, async () => {
    await writePlan(plan, { folder, io })
    const onRow = (soFar: E2ePerfFile) => writeRowsSoFar(soFar, folder)
    const { file, interrupted, failed } = await measureE2eFile(plan, { io, context, folder, onRow })
    const left = await leave(e2ePerfFile.serialize(file), { path, place, options, io })
    await rm(join(folder, rowsSoFar), { force: true })
    return { file, ...left, failed, interrupted }
  })
  // The manifest of the records is one of its lines, so that it stands for them too.
  await writeResultChecksums(path, [outcome.report, ...outcome.plots, join(folder, checksumFile)])
  return outcome
}

/** Without keys in the address or the body of the target: such a plan cannot be measured again, and says so then. */
async function writePlan(plan: E2ePerfPlan, { folder, io }: { folder: string; io: ResolvedIo }): Promise<void> {
  const target = JSON.parse(
    redactSecrets(JSON.stringify(plan.target), { secrets: secretsOf(io) }),
  ) as typeof plan.target
  const wire = perfPlanFile.serialize({ ...plan, target })
  await writeFileAtomic(join(folder, perfPlanName), `${JSON.stringify(wire, null, 2)}\n`)
}

async function writeRowsSoFar(file: E2ePerfFile, folder: string): Promise<void> {
  const cutOff =
    file.rows.length > 0
      ? 'The measurement was cut off: it holds the rows that were done.'
      : 'The measurement was cut off before its first row was done; the requests that had ended are in records.jsonl below its folder of records.'
  const notices = [cutOff, ...file.notices]
  const wire = e2ePerfFile.serialize({ ...file, notices })
  await writeFileAtomic(join(folder, rowsSoFar), `${JSON.stringify(wire, null, 2)}\n`)
}

function reportPath({ outputMarkdown = './benchmark_results/perf_report.md' }: PerfOptions, io: ResolvedIo): string {
  return resolve(io.cwd, outputMarkdown)
}

type Leaving = {
  readonly path: string
  /** The result file beside which the plots go: `path`, unless that leaves none. */
  readonly place: string
  readonly options: PerfOptions
  readonly io: ResolvedIo
}

/** Writes the result, once where it is handed on, and what is made of it. */
async function leave(
  file: unknown,
  { path, place, options, io }: Leaving,
): Promise<Pick<PerfOutcome, 'content' | 'path' | 'report' | 'plots'>> {
  const isKept = path === place
  const write = (content: unknown) => writeNamedFile(path, `${JSON.stringify(content, null, 2)}\n`)
  let [content, plots]: [unknown, readonly string[]] = [file, []]
  if (options.plots) {
    // A file is there before the plots are drawn, which can fail.
    if (isKept) await write(content)
    plots = await writePlots(await resultOf(content, place), options.plots, { cwd: io.cwd })
    const from = isKept ? dirname(path) : io.cwd
    content = { ...(file as object), plots: plots.map((each) => relative(from, each)) }
  }
  await write(content)
  const report = reportPath(options, io)
  await writeNamedFile(report, await renderResult(await resultOf(content, place), { format: 'markdown' }))
  return { content, path, report, plots }
}
