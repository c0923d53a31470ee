import {
  invalidArgument,
  type PlannedRequest,
  type RunPlan,
  type WorkloadPlan,
} from '@sagellm-benchmark/protocol-types'
import type { PromptInput } from '@sagellm-benchmark/protocol-types/engine'
import type { Session } from '@sagellm-benchmark/protocol-types/sessions'
import { type DueRequest, dueRequests, type PlanPart, workloadOf } from '../plan/due-requests.js'
import { formOf } from '../plan/open-workload.js'
import { type PlanResources, sessionLookup } from '../plan/plan-resources.js'
import { countLater } from '../sources/counting.js'
import { promptCounter } from '../tokens/prompt-counter.js'
import type { OpenSessions, Sessions } from './session-source.js'
import { sessionSourceOf } from './session-sources.js'
import { createSessionWriter } from './session-writer.js'

export type SessionResources = Omit<PlanResources, 'countPrompt'> & {
  /** As in `AsyncPlanResources`. */
  readonly countPrompt?: (input: PromptInput) => number | Promise<number>
}

/**
 * The requests of a workload of sessions: those of one session one after the other, each with its place in it, sessions in the order of
 * their begin. Lazy, also of a file. Every round sends the same sessions, with texts of its own; a warm-up sends first turns alone.
 *
 * @throws BenchError as `planRequests`, while it is read.
 */
export async function* planSessions(
  plan: RunPlan,
  part: PlanPart,
  resources: SessionResources,
): AsyncGenerator<PlannedRequest, void, undefined> {
  const workload = workloadOf(plan, part.workload)
  const open = openSessions(plan, workload, resources)
  const { basis, count } = counterOf(resources)
  const write = createSessionWriter({
    plan,
    workload,
    answers: open.answers,
    outputs: open.outputs ?? 'turn',
    basis,
    form: resources.form ?? formOf(plan),
  })
  const wanted = dueRequests(plan, part, resources)
  let next = wanted.next()
  let number = 0
  let firstIndex = 0
  for await (const session of repeated(open.sessions(), () => open.sessions(), workload)) {
    if (next.done) return
    const due: DueRequest = next.value
    const turns = due.phase === 'warmup' ? firstTurnOf(session) : session
    if (number === due.index) {
      const requests = write({ session: turns, number, firstIndex, due })
      for await (const request of countEach(requests, count)) yield request
      next = wanted.next()
    } else write.passOver({ session: turns, due })
    firstIndex += turns.turns.length
    number += 1
  }
  if (!next.done) throw tooFew(workload, number)
}

/**
 * The sessions that one round of a workload has, as its source gives them; each round has the same ones.
 *
 * @throws BenchError `invalid_argument` where there are fewer than the plan wants.
 */
export async function* sessionsOfRound(
  plan: RunPlan,
  name: string,
  resources: Pick<PlanResources, 'sessionFiles' | 'sessionSources'>,
): AsyncGenerator<Session, void, undefined> {
  const workload = workloadOf(plan, name)
  const wanted = workload.sessions ?? 0
  const { sessions } = openSessions(plan, workload, resources)
  let number = 0
  for await (const session of repeated(sessions(), sessions, workload)) {
    if (number === wanted) return
    number += 1
    yield session
  }
  if (number < wanted) throw tooFew(workload, number)
}

function openSessions(
  plan: RunPlan,
  workload: WorkloadPlan,
  { sessionSources, sessionFiles }: Pick<PlanResources, 'sessionFiles' | 'sessionSources'>,
): OpenSessions {
  return sessionSourceOf(workload.source, sessionSources).open(workload.sourceOptions, {
    workload,
    seed: plan.seed,
    sessionsOf: sessionLookup(sessionFiles),
  })
}

function counterOf({ countPrompt, countsTemplate = true, ...others }: SessionResources) {
  if (!countPrompt) return promptCounter(others)
  return { basis: countsTemplate ? 'target_prompt' : 'target_tokenizer', count: countPrompt } as const
}

type Requests = ReturnType<ReturnType<typeof createSessionWriter>>

async function* countEach(requests: Requests, count: (input: PromptInput) => number | Promise<number>) {
  for (const request of requests) yield await countLater(request, count)
}

/** A warm-up measures nothing, so that no session has to be sent whole: its first turn, of any source, waits for no other. */
function firstTurnOf(session: Session): Session {
  return { ...session, turns: session.turns.slice(0, 1) }
}

async function* repeated(first: Sessions, again: () => Sessions, { sourceOptions }: WorkloadPlan) {
  yield* first
  while (sourceOptions['repeat'] === true) yield* again()
}

function tooFew({ sessions }: WorkloadPlan, found: number): Error {
  const hint = `its source has ${found}: ask for fewer with --sessions, or add --dataset-repeat`
  return invalidArgument('sessions', sessions, hint)
}
