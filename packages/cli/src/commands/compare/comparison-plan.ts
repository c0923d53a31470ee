import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { BenchError, invalidArgument, type WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import { workloadPlanFile } from '@sagellm-benchmark/protocol-types/artifacts'
import { ComparisonPlan } from '@sagellm-benchmark/protocol-types/comparison'
import { resolveWorkloads } from '@sagellm-benchmark/workloads'
import type { CommandIo } from '../../command/define-command.js'
import { readJsonFile } from '../../files/read-json-file.js'
import type { MeasuringOptions } from './compare-options.js'

type Scenario = ComparisonPlan['scenarios'][number]

/** The original's two scenarios: a short and a long one. */
const usual = [
  { name: 'short', source: 'short_qa', promptTokens: 128, outputTokens: 128 },
  { name: 'long', source: 'summarisation', promptTokens: 2048, outputTokens: 512 },
]

/** Where no target tells its context length: what the original assumed. */
const ASSUMED_CONTEXT = 1024

export type PlanContext = {
  readonly io: CommandIo
  readonly seed: number
  /** The smallest context length that any target tells; `null` where none does. */
  readonly contextLength: number | null
  /** Whether prompts are built with the tokenizer of a target; estimates need more room. */
  readonly exactLengths: boolean
  /** What is sent, where it is not the workloads that the options name. */
  readonly scenarios?: readonly object[]
  /** @default 1 */
  readonly warmupRounds?: number
}

/**
 * The plan that the flags describe. Lengths that no target could take are clamped, and the plan keeps what was asked for.
 *
 * @throws BenchError `invalid_argument` for flags that cannot be used; `corrupt_data` or `not_found` for a workload file.
 */
export async function comparisonPlan(options: MeasuringOptions, context: PlanContext): Promise<ComparisonPlan> {
  const wanted = context.scenarios?.map(scenarioOf) ?? (await scenariosOf(options, context.io))
  const scenarios = wanted.map((scenario) => fitted(scenario, options, context))
  const timeoutMs = options.requestTimeout * 1000
  return ComparisonPlan.parse({
    scenarios,
    batchSizes: [...new Set(options.batchSize)],
    rounds: roundsOf(options.rounds),
    maxMinutes: options.maxMinutes,
    margin: options.margin / 100,
    seed: context.seed,
    ...(context.warmupRounds === undefined ? {} : { warmupRounds: context.warmupRounds }),
    timeouts: { totalMs: timeoutMs, firstTokenMs: timeoutMs, interTokenMs: Math.min(60_000, timeoutMs) },
  })
}

async function scenariosOf({ workload }: MeasuringOptions, io: CommandIo): Promise<Scenario[]> {
  if (workload.length === 0) return usual.map(scenarioOf)
  const names = workload.flatMap((each) => each.split(','))
  const plans: WorkloadPlan[] = []
  for (const name of names) {
    const path = resolve(io.cwd, name)
    const isFile = await stat(path).then(
      (found) => found.isFile(),
      () => false,
    )
    plans.push(...(isFile ? await workloadsIn(path) : resolveWorkloads(name)))
  }
  const twice = plans.find(({ name }, at) => plans.findIndex((each) => each.name === name) !== at)
  if (twice) throw invalidArgument('--workload', twice.name, 'this workload was named twice')
  return plans.map(scenarioOf)
}

/** How many requests at once is said by the batch size, so the workload's own load does not count here. */
function scenarioOf(workload: object): Scenario {
  const { scenarios } = ComparisonPlan.parse({ scenarios: [workload] })
  return scenarios[0] as Scenario
}

async function workloadsIn(path: string): Promise<WorkloadPlan[]> {
  const json = (await readJsonFile(path)) as { workloads?: unknown; plan?: { workloads?: unknown } } | null
  const list = Array.isArray(json) ? json : (json?.workloads ?? json?.plan?.workloads)
  if (!Array.isArray(list) || list.length === 0)
    throw new BenchError('corrupt_data', `${path} holds no list of workloads`, {
      hint: 'see the plan.workloads of a config.json',
    })
  return list.map((each, at) => workloadPlanFile.parse(each, `${path} workload ${at + 1}`))
}

function fitted(scenario: Scenario, options: MeasuringOptions, context: PlanContext): Scenario {
  const length = options.maxSeqLen ?? context.contextLength ?? ASSUMED_CONTEXT
  const capped = Math.min(scenario.outputTokens, options.maxOutputTokens ?? Number.POSITIVE_INFINITY)
  // A chat template adds its own tokens; an estimate may be off by a quarter.
  const room = (length - templateRoom(length)) * (context.exactLengths ? 1 : 0.75)
  const outputTokens = Math.max(1, Math.min(capped, Math.floor(room / 2)))
  const promptTokens = Math.max(1, Math.min(scenario.promptTokens, Math.floor(room - outputTokens)))
  // A cap that the user sets is what was asked for, not a clamp.
  const clamped = promptTokens < scenario.promptTokens || outputTokens < capped
  return {
    ...scenario,
    promptTokens,
    outputTokens,
    ...(clamped ? { requestedPromptTokens: scenario.promptTokens, requestedOutputTokens: capped } : {}),
  }
}

function templateRoom(length: number): number {
  return Math.max(10, Math.min(64, Math.floor(length / 8)))
}

function roundsOf(text: string): number | 'auto' {
  if (text === 'auto') return 'auto'
  const rounds = Number(text)
  if (Number.isInteger(rounds) && rounds > 0) return rounds
  throw invalidArgument('--rounds', text, 'give a whole number, or auto')
}
