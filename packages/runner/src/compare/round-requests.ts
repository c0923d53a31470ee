import {
  BenchError,
  type Clock,
  type PlannedRequest,
  type RequestPhase,
  RunPlan,
} from '@sagellm-benchmark/protocol-types'
import { deriveSeed } from '@sagellm-benchmark/protocol-types/random'
import type { ComparisonPlan } from '@sagellm-benchmark/protocol-types/comparison'
import type { AsyncPlanResources, PlanPart } from '@sagellm-benchmark/workloads'
import { promptCharacters } from '../load/prompt-characters.js'
import { type ComparisonCell, passesOf, roundsOfPass } from './comparison-cells.js'
import type { ComparisonTarget } from './comparison-target.js'

type BuildRounds = {
  readonly cells: readonly ComparisonCell[]
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Called with the number of rounds whose requests are built. */
  readonly onBuilt?: (built: number, total: number) => void
}

/** How prompts are built to length: a tokenizer, or a function that asks a server; files and rows of datasets. */
export type PromptResources = Partial<
  Pick<
    AsyncPlanResources,
    'tokenizer' | 'countPrompt' | 'countsTemplate' | 'files' | 'traces' | 'sources' | 'sessionFiles' | 'sessionSources'
  >
>

/** The requests of a comparison, the same for every target. */
export interface RoundRequests {
  /**
   * Builds the requests of all rounds, in the order in which they are sent: up to 64 MB of text, and for a minute. What is left
   * is built before its round, when nothing is in flight. A cell whose prompts cannot be built is left out; `round` says why.
   */
  buildAhead(options: BuildRounds): Promise<void>
  /** Rounds that were built between two others. */
  builtBetween(): number
  warmup(cell: ComparisonCell, target: ComparisonTarget): Promise<PlannedRequest[]>
  round(cell: ComparisonCell, round: number, target: ComparisonTarget): Promise<PlannedRequest[]>
}

/**
 * Builds the requests of each round once and hands the same to every target. Two targets at one address are the exception: a
 * prefix cache would answer the second time, so the second gets prompts of its own, drawn alike.
 */
export function createRoundRequests(
  plan: ComparisonPlan,
  { targets, resources = {} }: { readonly targets: readonly ComparisonTarget[]; readonly resources?: PromptResources },
): RoundRequests {
  const plans = new Map<string, RunPlan>()
  const kept = new Map<string, Promise<PlannedRequest[]>>()
  const ahead = new Map<string, Promise<PlannedRequest[]>>()
  let between = 0

  const runPlanOf = async (cell: ComparisonCell, turn: number): Promise<RunPlan> => {
    const key = `${turn}/${cell.name}`
    const known = plans.get(key)
    if (known) return known
    const made = RunPlan.parse({
      // A prompt that is one text fits every API; a conversation only that for chats.
      target: (targets.find(({ endpoint }) => endpoint.api !== 'chat') ?? targets[0])?.endpoint,
      workloads: [cell.workload],
      // A data set is checked for having enough prompts before anything is sent.
      rounds: cell.maxRounds,
      // Of sessions the first turns, each of which waits for no other.
      warmup: { requests: plan.warmupRounds * (cell.workload.sessions ?? cell.workload.requests), seconds: 0 },
      seed: ofTurn(plan.seed, turn),
      textSeed: plan.textSeed == null ? null : ofTurn(plan.textSeed, turn),
    })
    plans.set(key, made)
    return made
  }
  const build = (cell: ComparisonCell, turn: number, part: PlanPart): Promise<PlannedRequest[]> => {
    const key = keyOf({ cell, turn, part })
    const known = kept.get(key)
    if (known) return known
    const made = ahead.get(key) ?? runPlanOf(cell, turn).then((whole) => collect(whole, part, resources))
    if (!ahead.delete(key)) between += 1
    kept.set(key, made)
    // Enough for the turns of one round; a whole comparison's prompts need not be in memory.
    if (kept.size > 8) kept.delete(kept.keys().next().value as string)
    return made
  }

  const buildOne = async ({ cell, turn, part }: Place): Promise<number> => {
    const made = runPlanOf(cell, turn).then((whole) => collect(whole, part, resources))
    ahead.set(keyOf({ cell, turn, part }), made)
    return (await made).reduce((sum, each) => sum + promptCharacters(each) + REQUEST_CHARACTERS, 0)
  }

  const failed = new Set<string>()
  const buildOrPass = async (place: Place): Promise<number> => {
    try {
      return await buildOne(place)
    } catch (error) {
      if (!isUnavailable(error)) throw error
      failed.add(place.cell.name)
      return 0
    }
  }

  return {
    async buildAhead({ cells, clock, signal, onBuilt }) {
      const places = [...placesOf(plan, cells, turnsOf(targets))]
      const until = clock.now() + BUILD_MS
      let characters = 0
      for (let at = 0; at < places.length; at += ROUNDS_AT_ONCE) {
        if (signal.aborted || characters > MAX_CHARACTERS || clock.now() > until) return
        const some = places.slice(at, at + ROUNDS_AT_ONCE).filter(({ cell }) => !failed.has(cell.name))
        for (const size of await Promise.all(some.map(buildOrPass))) characters += size
        onBuilt?.(Math.min(at + ROUNDS_AT_ONCE, places.length), places.length)
      }
    },
    builtBetween: () => between,
    warmup: (cell, target) => build(cell, turnOf(targets, target), { workload: cell.name, phase: 'warmup', round: 0 }),
    round: (cell, round, target) =>
      build(cell, turnOf(targets, target), { workload: cell.name, phase: 'measured', round }),
  }
}

const ofTurn = (seed: number, turn: number) => (turn === 0 ? seed : deriveSeed(seed, 'same address', turn))

type Place = { readonly cell: ComparisonCell; readonly turn: number; readonly part: PlanPart }

const keyOf = ({ cell, turn, part }: Place) => `${turn}/${cell.name}/${part.phase}/${part.round}`

/** Text that is kept ready, in characters, and what a request weighs beside it. */
const MAX_CHARACTERS = 64_000_000
const REQUEST_CHARACTERS = 500
/** How long prompts are built before the first round, ms: most comparisons end long before their last round. */
const BUILD_MS = 60_000
const ROUNDS_AT_ONCE = 8

/** Whether a target never answered the request to count a prompt. */
export function isUnavailable(error: unknown): error is BenchError {
  return error instanceof BenchError && error.code === 'unavailable'
}

/** Every round of every cell in the order of sending: the warm-up of all, then pass after pass. */
function* placesOf(
  { warmupRounds }: ComparisonPlan,
  cells: readonly ComparisonCell[],
  turns: readonly number[],
): Generator<Place> {
  const place = (cell: ComparisonCell, turn: number, phase: RequestPhase, round: number): Place => ({
    cell,
    turn,
    part: { workload: cell.name, phase, round },
  })
  for (const cell of warmupRounds > 0 ? cells : []) for (const turn of turns) yield place(cell, turn, 'warmup', 0)
  for (let pass = 0; pass < passesOf(cells); pass += 1) {
    for (const cell of cells) {
      for (const round of roundsOfPass(cell, pass)) for (const turn of turns) yield place(cell, turn, 'measured', round)
    }
  }
}

/** The turns that targets have at their addresses, each once. */
function turnsOf(targets: readonly ComparisonTarget[]): number[] {
  return [...new Set(targets.map((target) => turnOf(targets, target)))]
}

/** Which of the targets at this address it is, from 0. */
function turnOf(targets: readonly ComparisonTarget[], target: ComparisonTarget): number {
  const sameAddress = targets.filter(({ endpoint }) => endpoint.url === target.endpoint.url)
  return sameAddress.indexOf(target)
}

async function collect(
  plan: RunPlan,
  part: PlanPart,
  { countPrompt, ...resources }: PromptResources,
): Promise<PlannedRequest[]> {
  // Building prompts is much code, as tokenizing is: only a program that measures loads it.
  const { planRequests, planRequestsAsync } = await import('@sagellm-benchmark/workloads')
  const { isOfSessions, planSessions } = await import('@sagellm-benchmark/workloads/sessions')
  if (plan.workloads.some(isOfSessions)) {
    const turns: PlannedRequest[] = []
    const counting = countPrompt ? { countPrompt } : {}
    for await (const each of planSessions(plan, part, { ...resources, ...counting })) turns.push(each)
    return fromStart(turns)
  }
  if (!countPrompt) return fromStart([...planRequests(plan, part, resources)])
  const requests: PlannedRequest[] = []
  for await (const each of planRequestsAsync(plan, part, { ...resources, countPrompt })) requests.push(each)
  return fromStart(requests)
}

/** Every round is a load of its own, whose first arrival is its start; in a whole run the first round would follow the warm-up. */
function fromStart(requests: readonly PlannedRequest[]): PlannedRequest[] {
  const first = requests[0]?.dueAtMs ?? 0
  return requests.map((each) => ({ ...each, dueAtMs: each.dueAtMs === null ? null : each.dueAtMs - first }))
}
