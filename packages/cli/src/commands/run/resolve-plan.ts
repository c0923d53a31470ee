import { resolve } from 'node:path'
import { BenchError, defineArtifact, invalidArgument, RunPlan, WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import { redactHeaders } from '@sagellm-benchmark/probes'
import { resumePlan, type ResumeState } from '@sagellm-benchmark/runner'
import type { CommandIo } from '../../command/define-command.js'
import { keyValues } from '../../command/key-values.js'
import { readJsonFile, readTextFile } from '../../files/read-json-file.js'
import { planFromOptions } from './plan-from-options.js'
import type { RunOptions } from './run-options.js'

export type ResolvedPlan = {
  readonly plan: RunPlan
  /** Headers that hold a secret: sent, never written. */
  readonly secretHeaders: Readonly<Record<string, string>>
  readonly resume: ResumeState | null
}

/** The plan of a run: from an interrupted run's folder, a plan file, or the flags. */
export async function resolvePlan(options: RunOptions, io: CommandIo): Promise<ResolvedPlan> {
  const headers = keyValues('--header', options.header.map(curlHeader))
  const shown = redactHeaders(headers)
  const plain = Object.fromEntries(Object.entries(headers).filter(([name, value]) => shown[name] === value))
  const secretHeaders = Object.fromEntries(Object.entries(headers).filter(([name]) => !(name in plain)))

  if (options.resume !== undefined) {
    const resume = await resumePlan(resolve(io.cwd, options.resume))
    return { plan: resume.plan, secretHeaders, resume }
  }
  if (options.plan !== undefined) {
    const path = resolve(io.cwd, options.plan)
    const json = (await readJsonFile(path)) as { plan?: unknown } | null
    return { plan: defineArtifact('run plan', RunPlan).parse(json?.plan ?? json, path), secretHeaders, resume: null }
  }
  const arrivalsMs =
    options.trace === undefined ? null : arrivals(await readTextFile(resolve(io.cwd, options.trace)), options.trace)
  const workloads = options.workloadFile === undefined ? null : await workloadsIn(options.workloadFile, io)
  return { plan: planFromOptions(options, { arrivalsMs, workloads, headers: plain }), secretHeaders, resume: null }
}

/** `Name: value`, as curl takes it. */
function curlHeader(text: string): string {
  return text.replace(/^([\w-]+):\s+/, '$1=')
}

/** The list itself, or anything that has one: the plan of an earlier run is a workload file too. */
async function workloadsIn(file: string, io: CommandIo): Promise<WorkloadPlan[]> {
  const path = resolve(io.cwd, file)
  const json = (await readJsonFile(path)) as WorkloadSource | null
  const list = Array.isArray(json) ? json : (json?.workloads ?? json?.plan?.workloads)
  if (!Array.isArray(list) || list.length === 0)
    throw new BenchError('corrupt_data', `${path} holds no list of workloads`, {
      hint: 'see the plan.workloads of a config.json, or what --dry-run prints',
    })
  return list.map((each, at) => workloadSchema.parse(each, `${path} workload ${at + 1}`))
}

type WorkloadSource = { readonly workloads?: unknown; readonly plan?: { readonly workloads?: unknown } }

const workloadSchema = defineArtifact('workload', WorkloadPlan)

function arrivals(text: string, path: string): number[] {
  const lines = text.split('\n').map((line) => line.trim())
  return lines.flatMap((line, at) => {
    if (line === '') return []
    const value = Number(line)
    if (!(value >= 0)) throw invalidArgument(`line ${at + 1} of ${path}`, line, 'write one time in ms a line')
    return [value]
  })
}
