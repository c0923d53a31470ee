import { join, resolve } from 'node:path'
import { shellLine } from '@sagellm-benchmark/protocol-types/edge'
import { toWire } from '@sagellm-benchmark/protocol-types'
import { AggregatedMetrics, runPlanFile } from '@sagellm-benchmark/protocol-types/artifacts'
import { checkOutputFile, writeNamedFile } from '@sagellm-benchmark/runner/output'
import { run, type RunOutcome } from '@sagellm-benchmark/suite'
import { isCompleteRun } from '@sagellm-benchmark/suite/files'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { suiteIo } from '../../command/suite-io.js'
import { plotRequest } from '../../options/plot-options.js'
import { shardOf } from '../../options/shard-of.js'
import { apiKeyOf } from '../../options/api-key.js'
import { watchRun } from '../../terminal/watch-run.js'
import { resolvePlan } from './resolve-plan.js'
import type { RunOptions } from './run-options.js'
import { joinedText, printKept } from './print-kept.js'
import { printRun } from './print-run.js'

/** Measures what the flags describe and leaves the artifacts. */
export async function runCommand(options: RunOptions, io: CommandIo): Promise<ExitCode> {
  const { plan, secretHeaders, resume, traces } = await resolvePlan(options, io)
  if (options.dryRun) {
    io.stdout.write(`${JSON.stringify(runPlanFile.serialize(plan), null, 2)}\n`)
    return 0
  }
  if (resume && options.resume !== undefined && (await isCompleteRun(resolve(io.cwd, options.resume), resume))) {
    const show = shellLine(['sagellm-benchmark', 'report', '--input', options.resume])
    io.stdout.write(
      `the run in ${options.resume} is complete: nothing was sent and nothing written; ${show} shows it\n`,
    )
    return 0
  }
  const apiKey = await apiKeyOf(options, io)
  const own = shardOf(options, io.env)
  if (own !== null && own.shard > 0) {
    const { output } = options
    const { joinRun } = await import('@sagellm-benchmark/suite/shards')
    const joined = await joinRun(plan, { ...suiteIo(io, options), ...own, apiKey, secretHeaders, output })
    io.stdout.write(`${joinedText(own, joined)}\n`)
    return io.signal.aborted ? 130 : 0
  }
  const metricsJson = options.outputJson === undefined ? null : resolve(io.cwd, options.outputJson)
  if (metricsJson !== null) await checkOutputFile(metricsJson)
  const measuring = {
    ...suiteIo(io, { ...options, seed: plan.seedDrawn && !resume ? plan.seed : null }),
    ...{ apiKey, secretHeaders, traces },
    say: (text: string) => void (options.verbose && io.stderr.write(`${text}\n`)),
    output: options.resume ?? options.output,
    asked: {
      workload: options.workload.join(',') || 'all',
      dataset:
        options.dataset ?? (options.datasetPath === undefined ? 'default' : plan.workloads[0]?.source) ?? 'default',
      numSamples: options.numPrompts ?? null,
    },
  }
  if (own?.records === 'local') {
    const shards = { ...own, records: own.records }
    const { keepRun } = await import('@sagellm-benchmark/suite/shards')
    const kept = await watchRun({ io, quiet: options.quiet }, (observers) =>
      keepRun(plan, { ...measuring, observers, shards }),
    )
    return printKept(kept, { own, io })
  }
  const outcome = await watchRun({ io, quiet: options.quiet }, (observers) =>
    run(plan, {
      ...measuring,
      observers,
      layout: options.layout,
      resume,
      shards: own,
      export: options.export,
      html: options.html,
      plots: plotRequest(options),
      theme: options.theme,
      contract: options.contract === undefined ? null : `year${options.contract as 1 | 2 | 3}`,
      onLiveView: options.liveView ? (url) => void io.stderr.write(`live view: ${url}\n`) : null,
    }),
  )
  const { maxErrorRate } = plan
  const exitCode = printRun(outcome, {
    plots: options.plot,
    verbose: options.verbose,
    calibrated: options.calibration,
    maxErrorRate,
    io,
  })
  if (metricsJson !== null) await writeMetricsJson(metricsJson, outcome)
  return exitCode
}

async function writeMetricsJson(path: string, { folder, workloads }: RunOutcome): Promise<void> {
  const json = Object.fromEntries(workloads.map(({ name, metrics }) => [name, toWire(AggregatedMetrics, metrics)]))
  const madeOf = join(folder, 'benchmark_summary.json')
  await writeNamedFile(path, `${JSON.stringify(json, null, 2)}\n`, { madeOf })
}
