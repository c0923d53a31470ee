import type { TargetObservation, TargetObserver } from '@sagellm-benchmark/probes'
import type { Clock } from '@sagellm-benchmark/protocol-types'
import type { CellEnding, ComparisonPlan } from '@sagellm-benchmark/protocol-types/comparison'
import { type CellLedger, createCellLedger } from './cell-ledger.js'
import { type ComparisonCell, orderInRound, passesOf, roundsOfPass } from './comparison-cells.js'
import type { ComparisonProgress } from './comparison-progress.js'
import type { ComparisonTarget } from './comparison-target.js'
import { cellDecided } from './judge-cell.js'
import { isUnavailable, type RoundRequests } from './round-requests.js'
import { isWhole, type SentRound } from './sent-round.js'
import type { LostInRound } from './shared-rounds.js'
import type { TargetSession } from './target-session.js'

/** A measured round that a target has answered. */
export type MeasuredRound = {
  /** Name of the cell: `short_b4`. */
  readonly cell: string
  /** From 0 in each cell. */
  readonly round: number
}

export type MeasureCellsOptions = {
  readonly plan: ComparisonPlan
  readonly cells: readonly ComparisonCell[]
  readonly sessions: readonly TargetSession[]
  readonly requests: RoundRequests
  readonly observe: ((target: ComparisonTarget) => Promise<TargetObserver>) | null
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly onProgress?: (progress: ComparisonProgress) => void
  readonly onRound?: (target: ComparisonTarget, round: MeasuredRound) => Promise<void>
}

export type MeasuredCells = {
  readonly endings: readonly CellEnding[]
  /** Why a cell ended before its time, a sentence each. */
  readonly problems: readonly string[]
  readonly observations: ReadonlyMap<TargetSession, TargetObservation>
  /** Why it ended before its time, where other machines did: some were lost, or one was interrupted. */
  readonly cut: Cut | null
}

type Cut = { readonly lost: LostInRound | null }

/** Warms up all cells, then measures pass after pass over them until each has ended. */
export async function measureCells(options: MeasureCellsOptions): Promise<MeasuredCells> {
  const { plan, cells, sessions, observe, clock, signal } = options
  let cut: Cut | null = null
  const onCut = (found: Cut) => void (cut ??= found)
  const ledger = createCellLedger(cells, {
    budgetMs: plan.maxMinutes * 60_000,
    clock,
    ...(options.onProgress ? { onProgress: options.onProgress } : {}),
  })
  await buildAhead(options)
  await warmUp(options, { ledger, onCut })

  const observers = new Map<TargetSession, TargetObserver>()
  if (observe) for (const session of sessions) observers.set(session, await observe(session.target))
  ledger.begin()
  const enough = () => aliveOf(sessions).length >= Math.min(2, sessions.length)
  const stopsAll = () => {
    if (cut) return cut.lost === null ? 'interrupted' : 'shard_lost'
    return signal.aborted ? 'interrupted' : !enough() ? 'target_down' : ledger.timeUp() ? 'time' : null
  }

  for (let pass = 0; pass < passesOf(cells); pass += 1) {
    for (const cell of cells) {
      for (const round of ledger.ended(cell) ? [] : roundsOfPass(cell, pass)) {
        const why = stopsAll()
        if (why) ledger.endAll(why)
        else await measureRound(options, { ledger, onCut, cell, round })
        if (ledger.ended(cell)) break
      }
    }
  }
  ledger.endAll(stopsAll() ?? 'rounds')

  const observations = new Map<TargetSession, TargetObservation>()
  for (const [session, observer] of observers) observations.set(session, await observer.stop())
  return { endings: ledger.endings(), problems: ledger.problems(), observations, cut }
}

/** The prompts of all rounds, so that no target is asked to count between its first request and its last. */
async function buildAhead({ plan, cells, requests, clock, signal, onProgress }: MeasureCellsOptions): Promise<void> {
  const startedAt = clock.now()
  await requests.buildAhead({
    cells,
    clock,
    signal,
    onBuilt: (done, total) =>
      onProgress?.({
        phase: 'building',
        scenario: '',
        load: '',
        done,
        total,
        elapsedMs: clock.now() - startedAt,
        leftMs: plan.maxMinutes * 60_000,
      }),
  })
}

/** Unmeasured rounds of every target in every cell. */
async function warmUp(
  { plan, cells, sessions, requests, signal }: MeasureCellsOptions,
  { ledger, onCut }: Pick<Place, 'ledger' | 'onCut'>,
) {
  for (const cell of plan.warmupRounds > 0 ? cells : []) {
    for (const session of sessions) {
      if (signal.aborted) return
      ledger.reportRound(cell, 'warmup')
      if (ledger.ended(cell)) break
      const built = await promptsOf(requests.warmup(cell, session.target), { ledger, cell })
      if (!built) continue
      const sent = await session.send(cell, built)
      if (!isWhole(sent)) return onCut(cutOf(sent, { cell, round: null }))
      await sent.keep()
    }
  }
}

type Place = {
  readonly ledger: CellLedger
  readonly cell: ComparisonCell
  readonly round: number
  /** Called where other machines end it. */
  readonly onCut: (cut: Cut) => void
}

/** One round of every target that still answers, in turn. Ends the cell where it was the last one. */
async function measureRound(
  { plan, cells, sessions, requests, onRound }: MeasureCellsOptions,
  { ledger, onCut, cell, round }: Place,
): Promise<void> {
  ledger.reportRound(cell, 'measured')
  const parts: SentRound[] = []
  const keepAll = async () => {
    for (const part of parts) await part.keep()
  }
  for (const session of orderInRound(aliveOf(sessions), round)) {
    const built = await promptsOf(requests.round(cell, round, session.target), { ledger, cell })
    if (!built) return await keepAll()
    const sent = await session.send(cell, built)
    if (!isWhole(sent)) return onCut(cutOf(sent, { cell, round }))
    parts.push(sent)
    await onRound?.(session.target, { cell: cell.name, round })
  }
  await keepAll()
  const rounds = ledger.count(cell)
  if (rounds === cell.maxRounds) return ledger.end(cell, 'rounds')
  const look = cell.looks.find((each) => each.rounds === rounds)
  if (!look || sessions.length < 2) return
  if (cellDecided(cell, sessions, { plan, alpha: look.alpha, cells: cells.length })) ledger.end(cell, 'decided')
}

/** The prompts of a round; `null` where a target did not count them: then the cell ends, and the others go on. */
async function promptsOf<T>(building: Promise<T>, { ledger, cell }: Pick<Place, 'ledger' | 'cell'>): Promise<T | null> {
  try {
    return await building
  } catch (error) {
    if (!isUnavailable(error)) throw error
    ledger.end(cell, 'prompts_unavailable', error.message)
    return null
  }
}

function cutOf({ lost }: SentRound, place: Omit<LostInRound, 'lost'>): Cut {
  return { lost: lost.length > 0 ? { lost, ...place } : null }
}

function aliveOf(sessions: readonly TargetSession[]): TargetSession[] {
  return sessions.filter(({ down }) => down === null)
}
