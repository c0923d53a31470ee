import { join, resolve } from 'node:path'
import { type Clock, type RunPlan, systemClock, toWire } from '@sagellm-benchmark/protocol-types'
import { AggregatedMetrics, environmentFile, runPlanFile } from '@sagellm-benchmark/protocol-types/artifacts'
import { loadKindOf } from '@sagellm-benchmark/protocol-types/loads'
import { collectEnvironment, redactCommandLine } from '@sagellm-benchmark/probes'
import { runConfigText, runFiles, type RunHeader, type WorkloadResult } from '@sagellm-benchmark/reporters'
import { runBlock, runTable } from '@sagellm-benchmark/reporters/terminal'
import { axisShiftMs, createRunFolder, writeFileAtomic } from '@sagellm-benchmark/runner'
import { readCalibration } from '@sagellm-benchmark/runner/calibration'
import { openTarget, type OpenTarget } from '@sagellm-benchmark/suite/targets'
import { plannedFiles } from '@sagellm-benchmark/workloads'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { readTextFile } from '../../files/read-json-file.js'
import { apiKeyOf } from '../../options/target-from-options.js'
import { version } from '../../version.js'
import { drawRun } from '../report/draw-run.js'
import { calibrationNote } from '../../terminal/calibration-note.js'
import { clockOffsetsOf } from './clock-offsets-of.js'
import { exportFiles } from './export-files.js'
import { measure, reduceJournal } from './measure.js'
import { type ResolvedPlan, resolvePlan } from './resolve-plan.js'
import type { RunOptions } from './run-options.js'

/** Measures what the flags describe and leaves the artifacts; nothing is written before the plan, its files and the target are good. */
export async function runCommand(options: RunOptions, io: CommandIo): Promise<ExitCode> {
  const resolved = await resolvePlan(options, io)
  const { plan } = resolved
  if (options.dryRun) {
    io.stdout.write(`${JSON.stringify(runPlanFile.serialize(plan), null, 2)}\n`)
    return 0
  }
  const files = Object.fromEntries(
    await Promise.all(plannedFiles(plan).map(async (path) => [path, await readTextFile(resolve(io.cwd, path))])),
  )
  const clock = systemClock()
  const apiKey = apiKeyOf(options, io.env)
  const say = (text: string) => options.verbose && io.stderr.write(`${text}\n`)

  say(`opening ${'url' in plan.target ? plan.target.url : plan.target.label} ...`)
  const target = await openTarget(withSecretHeaders(resolved), { apiKey, clock, signal: io.signal })
  try {
    const path = resolve(io.cwd, options.resume ?? options.output)
    const folder = await createRunFolder(path, { resume: resolved.resume !== null, clock })
    if (folder.previous) say(`the earlier run moved to ${folder.previous}`)
    try {
      return await runInFolder(options, { io, resolved, target, files, clock, apiKey, folder: path })
    } finally {
      await folder.release()
    }
  } finally {
    await target.close()
  }
}

type Session = {
  readonly io: CommandIo
  readonly resolved: ResolvedPlan
  readonly target: OpenTarget
  readonly files: Readonly<Record<string, string>>
  readonly clock: Clock
  readonly apiKey: string | null
  readonly folder: string
}

async function runInFolder(options: RunOptions, session: Session): Promise<ExitCode> {
  const { io, resolved, target, clock, folder, apiKey } = session
  const { plan, resume } = resolved
  const createdAt = new Date(clock.unixMs()).toISOString()
  const runId = `run-${createdAt.replace(/[-:]|\.\d+/g, '')}-${plan.seed}`
  const { identity } = target.client
  const backend = plan.target.kind === 'cpu' ? 'cpu' : identity.engine
  const config = runConfigText({
    runId,
    createdAt,
    model: identity.model,
    plan,
    backend,
    workload: options.workload.join(',') || 'all',
    modelPath: plan.target.model,
    dataset: options.dataset ?? 'default',
    numSamples: options.numPrompts ?? null,
    versions: { 'sagellm-benchmark': version },
  })
  if (!resume) await writeFileAtomic(join(folder, config.name), config.text)
  const secrets = [apiKey, ...Object.values(resolved.secretHeaders)].filter((each) => each !== null)
  const shiftMs = axisShiftMs(resume, clock)
  const environment = await collectEnvironment({
    tool: { name: 'sagellm-benchmark', version },
    commandLine: ['sagellm-benchmark', ...io.argv],
    secrets,
    seed: plan.seed,
    clock,
    workingFolder: io.cwd,
    clockOffsetsMs: await clockOffsetsOf({ folder, clock, resume, shiftMs }),
  })
  await writeFileAtomic(
    join(folder, 'environment.json'),
    `${JSON.stringify(environmentFile.serialize(environment), null, 2)}\n`,
  )

  const { transport } = identity
  const overNetwork = transport !== 'in_process'
  const calibration = overNetwork ? await readCalibration({ transport, workers: plan.workers }) : null
  const result = await measure({
    ...session,
    plan,
    resume,
    shiftMs,
    calibration,
    quiet: options.quiet,
    liveView: options.liveView,
  })
  const workloads = await reduceJournal({ plan, folder, result, peakMemMb: target.peakMemoryMb() })
  const header: RunHeader = {
    runId,
    createdAt,
    toolVersion: version,
    target: {
      label: identity.label,
      kind: plan.target.kind,
      url: plan.target.kind === 'endpoint' ? plan.target.url : null,
      engine: identity.engine,
    },
    model: identity.model,
    seed: plan.seed,
    simulated: identity.simulated,
    notices: identity.notices,
    flags: result.interrupted ? ['interrupted'] : [],
    command: shellLine(redactCommandLine(['sagellm-benchmark', ...io.argv], { secrets })),
  }
  const written = runFiles({ header, workloads, environment })
  for (const { name, text } of written.files) await writeFileAtomic(join(folder, name), text)
  for (const tool of options.export) {
    for (const { name, text } of await exportFiles(tool, {
      folder,
      header,
      plan,
      workloads,
      unixOffsetMs: result.clockOffsets.toUnixMs,
    }))
      await writeFileAtomic(join(folder, name), text)
  }
  if (options.outputJson !== undefined) await writeMetricsJson(resolve(io.cwd, options.outputJson), workloads)

  await drawRun(folder, options, io)

  const loads = new Map(plan.workloads.map(({ name, load }) => [name, loadKindOf(load).text(load)]))
  const colour = io.stdout.isTTY === true && !io.env['NO_COLOR']
  for (const { name, metrics } of workloads.length <= 2 || options.verbose ? workloads : []) {
    io.stdout.write(
      `${runBlock({ workload: name, target: identity.label, load: loads.get(name) ?? null, metrics, notices: header.notices }, { colour })}\n\n`,
    )
  }
  if (workloads.length > 1) io.stdout.write(`${runTable(written.summary, { colour })}\n\n`)
  if (overNetwork) io.stdout.write(`${calibrationNote(calibration)}\n`)
  io.stdout.write(`artifacts: ${folder}\n`)

  if (result.interrupted) {
    io.stderr.write(`interrupted; continue with: sagellm-benchmark run --resume ${folder}\n`)
    return 130
  }
  return workloads.every(({ metrics }) => metrics.successfulRequests > 0) ? 0 : 1
}

/** Secrets join the plan only in memory, after it was written. */
function withSecretHeaders({ plan, secretHeaders }: ResolvedPlan): RunPlan {
  if (plan.target.kind !== 'endpoint') return plan
  return { ...plan, target: { ...plan.target, headers: { ...plan.target.headers, ...secretHeaders } } }
}

async function writeMetricsJson(path: string, workloads: readonly WorkloadResult[]): Promise<void> {
  const json = Object.fromEntries(workloads.map(({ name, metrics }) => [name, toWire(AggregatedMetrics, metrics)]))
  await writeFileAtomic(path, `${JSON.stringify(json, null, 2)}\n`)
}

function shellLine(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ')
}
