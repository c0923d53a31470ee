import type { PlannedRequest, RunPlan, WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import type { ChatMessage, PromptInput } from '@sagellm-benchmark/protocol-types/engine'
import { deriveSeed } from '@sagellm-benchmark/protocol-types/random'
import type { AnswerSource, Session, SessionTurn } from '@sagellm-benchmark/protocol-types/sessions'
import type { DueRequest } from '../plan/due-requests.js'
import { openingTag, workloadNumbers } from '../plan/opening-tag.js'
import { requestOf } from '../plan/open-workload.js'
import { requestIdOf } from '../plan/request-id.js'
import type { Counting } from '../sources/counting.js'
import { inForm } from '../sources/recorded-rows.js'
import { conversationText } from '../tokens/prompt-counter.js'
import { createIdealHits } from './ideal-hits.js'
import { answersNeeded, turnDepths } from './turn-order.js'
import { createTurnTexts, laterText } from './turn-text.js'

export type SessionWriterOptions = {
  readonly plan: RunPlan
  readonly workload: WorkloadPlan
  readonly answers: AnswerSource
  readonly outputs: 'turn' | 'workload'
  readonly basis: PlannedRequest['promptLengthBasis']
  readonly form: 'messages' | 'text'
}

type Placed = { readonly session: Session; readonly due: DueRequest }
type Writing = Placed & {
  /** Of the session in its round. */
  readonly number: number
  /** Place in the round of its first request. */
  readonly firstIndex: number
}

/** Turns the sessions of a workload into planned requests, in order. A session that another worker sends is passed over. */
export function createSessionWriter({ plan, workload, answers, outputs, basis, form }: SessionWriterOptions) {
  const { name, sharedPrefixTokens } = workload
  const textSeed = plan.textSeed ?? plan.seed
  const texts = createTurnTexts({ seed: textSeed, workload: name, form, sharedPrefixTokens })
  const workloadNumber = workloadNumbers(plan.workloads.map((each) => each.name)).get(name) ?? 0
  const ideal = createIdealHits()

  function* input(turn: SessionTurn, place: Writing & { readonly at: number }): Counting<PromptInput> {
    const { due, number, at } = place
    const where = { phase: due.phase, round: due.round, session: number, place: at }
    if (turn.input.kind === 'length')
      return yield* texts.ofLength(turn.input.tokens, { ...where, continues: turn.continues !== null })
    if (turn.input.kind === 'blocks') return yield* texts.ofBlocks(turn.input, where)
    const { messages } = turn.input
    const isFirst = turn.continues === null && turn.answersOf.length === 0
    if (!isFirst) return form === 'text' ? { kind: 'text', text: laterText(messages) } : { kind: 'messages', messages }
    // The measured first round sends what was found; what is sent again must not be found in a cache.
    const again = due.phase === 'warmup' || due.round > 0
    const tag = again ? openingTag({ seed: textSeed, workload: name, workloadNumber, ...due, index: number }) : null
    const sent = tag === null ? messages : tagged(messages, tag)
    return form === 'text' ? { kind: 'text', text: conversationText(sent) } : { kind: 'messages', messages: sent }
  }

  function* planned(
    turn: SessionTurn,
    place: Writing & { readonly at: number; readonly depth: number },
  ): Counting<PlannedRequest> {
    const { session, due, number, firstIndex, at, depth } = place
    const where = { workload: name, phase: due.phase, round: due.round, index: firstIndex + at }
    const prompt = yield* input(turn, place)
    const whole = turn.continues === null && turn.answersOf.length === 0
    const tokens = whole && basis !== 'estimate' ? yield prompt : null
    const outputTokens = outputs === 'workload' ? null : yield* lengthOfAnswer(turn)
    const length = outputTokens === null ? {} : { outputTokens }
    const seed = deriveSeed(plan.seed, 'prompt', name, due.phase, due.round, where.index)
    const request = requestOf(workload, { input: prompt, ...length }, seed)
    const dataAnswer = answers === 'data' ? turn.answer : null
    return {
      requestId: requestIdOf(where),
      ...where,
      dueAtMs: at === 0 ? due.dueAtMs : null,
      request: { ...request, extraBody: { ...request.extraBody, ...inForm(turn.extraBody, form) } },
      requestedPromptTokens: whole && turn.input.kind !== 'messages' ? turn.input.tokens : null,
      intendedPromptTokens: tokens === null || tokens < 1 ? null : tokens,
      promptLengthBasis: basis,
      session: {
        id: sessionIdOf(name, due, number),
        sourceId: session.sessionId,
        session: number,
        place: at,
        turns: session.turns.length,
        turn: depth,
        turnId: turn.turnId,
        after: turn.after,
        continues: turn.continues,
        agent: turn.agent,
        waitMs: turn.waitMs,
        waitFor: turn.waitFor,
        notBeforeMs: turn.notBeforeMs,
        newTokens: turn.input.kind === 'messages' ? null : turn.input.tokens,
        answers: answersSeen(turn, session, answers),
        idealCachedTokens: turn.input.kind === 'blocks' ? ideal.add(turn.input, due) : null,
        answersOf: turn.answersOf,
        answer: dataAnswer,
        answerWanted: dataAnswer === null && answersNeeded(session.turns).has(turn.turnId),
      },
    }
  }

  function write(writing: Writing): Counting<PlannedRequest>[] {
    const { turns } = writing.session
    const depths = turnDepths(turns)
    return turns.map((turn, at) => planned(turn, { ...writing, at, depth: depths[at] ?? 0 }))
  }
  return Object.assign(write, {
    passOver({ session, due }: Placed) {
      for (const { input: each } of session.turns) if (each.kind === 'blocks') ideal.add(each, due)
    },
  })
}

/** Tokens of an answer as a turn says, else of the recorded one; `null`: neither is there. */
function* lengthOfAnswer({ outputTokens, answer }: SessionTurn): Counting<number | null> {
  if (outputTokens !== null || answer === null) return outputTokens
  return Math.max(1, yield { kind: 'text', text: answer })
}

/** Whose answer a turn sees first of all; `null` where it sees none. */
function answersSeen(turn: SessionTurn, { turns }: Session, wanted: AnswerSource): AnswerSource | null {
  const seen = turn.continues ?? turn.answersOf[0] ?? null
  if (seen === null) return null
  const answer = turns.find(({ turnId }) => turnId === seen)?.answer ?? null
  return wanted === 'data' && answer !== null ? 'data' : 'server'
}

function sessionIdOf(workload: string, { phase, round }: DueRequest, number: number): string {
  return `${workload}-${phase === 'warmup' ? 'w' : `r${round}`}-s${String(number).padStart(3, '0')}`
}

function tagged(messages: readonly ChatMessage[], tag: string): ChatMessage[] {
  return messages.map((message, at) => (at === 0 ? { ...message, content: `${tag}: ${message.content}` } : message))
}
