import { stat } from 'node:fs/promises'
import { BenchError, invalidArgument, type WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import { ComparisonPlan, type ComparisonPlanInput } from '@sagellm-benchmark/protocol-types/comparison'
import { readWorkloads } from '@sagellm-benchmark/suite/files'
import { resolveWorkloads } from '@sagellm-benchmark/workloads'
import { plainProblem } from '@sagellm-benchmark/protocol-types/edge'
import { z } from 'zod'
import type { CommandIo } from '../../command/define-command.js'
import { loadsFromOptions } from '../../options/load-from-options.js'
import { dataFileOf } from '../../options/data-file-of.js'
import { drawnSeed } from '../../options/drawn-seed.js'
import { parseFigureThresholds } from '../../options/parse-thresholds.js'
import { profileScenario, supplementScenarios } from '../../options/profile-scenarios.js'
import { timeoutsFromOptions } from '../../options/timeouts-from-options.js'
import { type SessionOptions, sessionOptions } from '../../options/session-options.js'
import type { MeasuringOptions } from './compare-options.js'
import { type SessionScenario, sessionScenario } from './session-scenario.js'

/** The original's two scenarios: a short and a long one. */
const usual = [
  { name: 'short', source: 'short_qa', promptTokens: 128, outputTokens: 128 },
  { name: 'long', source: 'summarisation', promptTokens: 2048, outputTokens: 512 },
]

/**
 * The plan that the flags describe, with the lengths that are wanted.
 *
 * @param given - fields that a command knows itself, e.g. its own scenarios.
 * @throws BenchError `invalid_argument` for flags that cannot be used; `corrupt_data` or `not_found` for a workload file.
 */
export async function comparisonPlan(
  options: MeasuringOptions,
  { io, given = {} }: { readonly io: CommandIo; readonly given?: Partial<ComparisonPlanInput> },
): Promise<ComparisonPlan> {
  const sessions = given.scenarios ? null : await sessionScenario(withSessionDefaults(options), io)
  const scenarios =
    given.scenarios ??
    (sessions ? [sessions.scenario] : [...(await mainScenarios(options, io)), ...supplementScenarios(options)])
  const twice = scenarios.find(({ name }, at) => scenarios.findIndex((each) => each.name === name) !== at)
  if (twice) throw invalidArgument('--workload', twice.name, 'this workload was named twice')
  const cap = options.maxOutputTokens ?? Number.POSITIVE_INFINITY
  const made = ComparisonPlan.safeParse({
    ...loadsOf(await loadsFromOptions(options, io), sessions),
    rounds: roundsOf(options.rounds),
    maxMinutes: options.maxMinutes,
    margin: options.margin / 100,
    stopAfterErrors: options.stopAfterErrors,
    maxErrorRate: options.maxErrorRate ?? null,
    thresholds: parseFigureThresholds(options.threshold),
    onUndecided: options.onUndecided,
    seed: options.seed ?? drawnSeed(),
    timeouts: timeoutsFromOptions(options),
    profile: options.profile ?? null,
    ...given,
    // A cap that the user sets is what was asked for, and not a clamp.
    scenarios: scenarios.map((each) => ({ ...each, outputTokens: Math.min(each.outputTokens, cap) })),
  })
  if (made.success) return made.data
  const [issue] = made.error.issues
  throw new BenchError(
    'invalid_argument',
    `the flags make no comparison: ${issue?.path.join('.')}: ${plainProblem(issue)}`,
    {
      hint: 'check the flags',
    },
  )
}

/** A command without flags of sessions asks for none. */
function withSessionDefaults(options: MeasuringOptions): MeasuringOptions & SessionOptions {
  return { ...z.object(sessionOptions).parse({}), ...options }
}

type Loads = Pick<ComparisonPlanInput, 'batchSizes' | 'loads' | 'requestsPerRound'>

/** Of sessions one load: what begins them. */
function loadsOf(byFlags: Loads, sessions: SessionScenario | null): Loads {
  if (sessions === null) return byFlags
  const others = byFlags.loads ?? []
  if (sessions.named !== null && others.length > 0)
    throw new BenchError('invalid_argument', 'the load is given twice', {
      hint: 'give --concurrent-sessions or --session-rate, or another load whose places and rate then count sessions',
    })
  return { batchSizes: [], loads: others.length > 0 ? others : [sessions.named ?? sessions.usual] }
}

async function mainScenarios(options: MeasuringOptions, io: CommandIo): Promise<ComparisonPlanInput['scenarios']> {
  const { workload } = options
  if (options.profile !== undefined) return [profileScenario(options)]
  if (workload.length === 0) return usual
  const plans: WorkloadPlan[] = []
  for (const name of workload.flatMap((each) => each.split(','))) {
    const path = await dataFileOf(name, io)
    const isFile = await stat(path).then(
      (found) => found.isFile(),
      () => false,
    )
    plans.push(...(isFile ? (await readWorkloads(path)).workloads : resolveWorkloads(name)))
  }
  // How many requests at once is said by the loads of the comparison, so the workload's own does not count here.
  return plans.map(({ requests: _, load: __, ...scenario }) => scenario)
}

function roundsOf(text: string): number | 'auto' {
  if (text === 'auto') return 'auto'
  const rounds = Number(text)
  if (Number.isInteger(rounds) && rounds > 0) return rounds
  throw invalidArgument('--rounds', text, 'give a whole number, or auto')
}
