import type { Clock, PlannedRequest, RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { SendTiming } from '../load/flights.js'
import { type Answered, continuedPrompt } from './continued-prompt.js'

/** A request that belongs to a session. */
export type PlannedTurn = PlannedRequest & { readonly session: NonNullable<PlannedRequest['session']> }

export type SessionParts = {
  readonly clock: Clock
  readonly send: (planned: PlannedRequest, timing?: SendTiming) => Promise<RequestRecord | null>
  /** Whether a session that has begun may send its next turn. Asks the clock too. */
  readonly mayGoOn: () => boolean
  /** Aborted when none may. */
  readonly going: AbortSignal
  /** A turn was sent so many ms after it was due. */
  readonly noteLateness: (planned: PlannedRequest, latenessMs: number) => void
  /** The run ended before the session did. */
  readonly onCut: () => void
}

type Ended = Answered & { readonly endAt: number; readonly answerKnown: boolean }

/**
 * Sends the turns of a session, each once all that it waits for have ended and its wait is over. They stand in an order in which each
 * comes behind what it waits for, so none waits for ever: each of these ends, is never sent, or is cut off. A turn that fails ends the
 * session: nothing more of it starts, and what is in flight beside it comes to its own end.
 *
 * @param timing - of the first turn; when it is due is when the session begins.
 * @returns the record of the turn that failed, else of the last one that ended; `null` after a defect that ends the run.
 */
export async function driveSession(
  turns: readonly PlannedTurn[],
  timing: SendTiming,
  parts: SessionParts,
): Promise<RequestRecord | null> {
  const { clock } = parts
  const beginsAt = timing.scheduledAt ?? clock.now()
  const failure = new AbortController()
  const stopped = AbortSignal.any([parts.going, failure.signal])
  const ended = new Map<string, Promise<Ended | null>>()
  let shown: RequestRecord | null = null
  let cut = false

  const turn = async (planned: PlannedTurn, isFirst: boolean): Promise<Ended | null> => {
    const { after } = planned.session
    const before = await Promise.all(after.map((id) => ended.get(id) ?? null))
    if (!allThere(before)) return null
    const dueAt = dueTime(planned, { beginsAt, before })
    if (!isFirst || dueAt > beginsAt) {
      if (clock.now() < dueAt) await sleep(clock, dueAt, stopped)
      if (failure.signal.aborted) return null
      if (!parts.mayGoOn()) {
        cut = true
        return null
      }
    }
    const known = new Map(after.map((id, at) => [id, before[at] as Ended]))
    const at = isFirst && dueAt === beginsAt ? timing : timingOf(planned, { dueAt, known })
    if (!isFirst) parts.noteLateness(planned, clock.now() - dueAt)
    const ready = withHistory(planned, known)
    const record = await parts.send(ready, { ...at, keepText: planned.session.answerWanted })
    if (record === null || record.errorClass !== null) {
      if (record?.errorClass === 'cancelled_by_run') cut = true
      if (!failure.signal.aborted) shown = record
      failure.abort()
      return null
    }
    if (!failure.signal.aborted) shown = record
    const answer = planned.session.answer ?? record.outputText
    const answerKnown = answer !== null || !planned.session.answerWanted
    return { prompt: ready.request.input, answer: answer ?? '', answerKnown, endAt: record.endAt }
  }

  for (const [at, planned] of turns.entries()) ended.set(planned.session.turnId, turn(planned, at === 0))
  await Promise.all(ended.values())
  if (cut) parts.onCut()
  return shown
}

function allThere(before: readonly (Ended | null)[]): before is readonly Ended[] {
  return before.every((each) => each !== null)
}

type Due = { readonly beginsAt: number; readonly before: readonly Ended[] }

function dueTime({ session }: PlannedTurn, { beginsAt, before }: Due): number {
  const readyAt = before.reduce((latest, { endAt }) => Math.max(latest, endAt), beginsAt)
  return Math.max(readyAt + session.waitMs, beginsAt + (session.notBeforeMs ?? 0))
}

/** Rejections of an aborted sleep are its end. */
async function sleep(clock: Clock, until: number, signal: AbortSignal): Promise<void> {
  try {
    await clock.sleepUntil(until, signal)
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

type Known = ReadonlyMap<string, Ended>

function timingOf(planned: PlannedTurn, { dueAt, known }: { dueAt: number; known: Known }): SendTiming {
  const complete = answersRead(planned, known).every(({ answerKnown }) => answerKnown)
  return { scheduledAt: dueAt, ...(complete ? {} : { flag: 'answer_unknown' }) }
}

function withHistory(planned: PlannedTurn, known: Known): PlannedRequest {
  const { continues, answersOf } = planned.session
  if (continues === null && answersOf.length === 0) return planned
  const before = continues === null ? null : (known.get(continues) ?? null)
  const results = answersOf.flatMap((id) => known.get(id) ?? [])
  const input = continuedPrompt(planned.request.input, { continues: before, results })
  return { ...planned, request: { ...planned.request, input } }
}

function answersRead({ session: { continues, answersOf } }: PlannedTurn, known: Known): Ended[] {
  return [...(continues === null ? [] : [continues]), ...answersOf].flatMap((id) => known.get(id) ?? [])
}
