import type { TargetObservation, TargetObserver } from '@sagellm-benchmark/probes'
import type { Clock } from '@sagellm-benchmark/protocol-types'
import { type CellEnding, type ComparisonPlan, loadLabel } from '@sagellm-benchmark/protocol-types/comparison'

import { type ComparisonCell, orderInRound, passesOf, roundsOfPass } from './comparison-cells.js'
import type { ComparisonProgress } from './comparison-progress.js'
import type { ComparisonTarget } from './comparison-target.js'
import { cellDecided } from './judge-cell.js'
import type { RoundRequests } from './round-requests.js'
import type { TargetSession } from './target-session.js'

export type MeasureCellsOptions = {
  readonly plan: ComparisonPlan
  readonly cells: readonly ComparisonCell[]
  readonly sessions: readonly TargetSession[]
  readonly requests: RoundRequests
  readonly observe: ((target: ComparisonTarget) => Promise<TargetObserver>) | null
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly onProgress?: (progress: ComparisonProgress) => void
}

export type MeasuredCells = {
  readonly endings: readonly CellEnding[]
  readonly observations: ReadonlyMap<TargetSession, TargetObservation>
}

/** Warm-up of everything, then pass after pass over the cells, until each has ended in one way or another. */
export async function measureCells(options: MeasureCellsOptions): Promise<MeasuredCells> {
  const { plan, cells, sessions, requests, observe, clock, signal } = options
  const startedAt = clock.now()
  const total = cells.reduce((sum, { maxRounds }) => sum + maxRounds, 0)
  const done = new Map(cells.map((cell) => [cell, 0]))
  const endings = new Map<ComparisonCell, CellEnding>()
  const tell = (cell: ComparisonCell, phase: ComparisonProgress['phase'], from: number) => {
    const finished = [...done].reduce((sum, [each, rounds]) => sum + (endings.has(each) ? each.maxRounds : rounds), 0)
    const elapsedMs = clock.now() - from
    const leftMs =
      finished === 0
        ? null
        : Math.min((elapsedMs / finished) * (total - finished), plan.maxMinutes * 60_000 - elapsedMs)
    const { scenario } = cell
    const load = loadLabel(cell) ?? ''
    options.onProgress?.({ phase, scenario, load, done: finished, total, elapsedMs, leftMs })
  }
  const alive = () => sessions.filter(({ down }) => down === null)
  const enough = () => alive().length >= Math.min(2, sessions.length)

  for (const cell of plan.warmupRounds > 0 ? cells : []) {
    for (const session of sessions) {
      if (signal.aborted) break
      tell(cell, 'warmup', startedAt)
      await session.send(cell, await requests.warmup(cell, session.target))
    }
  }

  const observers = new Map<TargetSession, TargetObserver>()
  if (observe) for (const session of sessions) observers.set(session, await observe(session.target))
  const measuredFrom = clock.now()
  const timeUp = () => clock.now() - measuredFrom >= plan.maxMinutes * 60_000
  const end = (cell: ComparisonCell, stoppedBy: CellEnding['stoppedBy']) => {
    if (endings.has(cell)) return
    const rounds = done.get(cell) ?? 0
    // Judged with the share of the look that it was on the way to.
    const look = cell.looks.find((each) => each.rounds >= rounds) ?? cell.looks.at(-1)
    endings.set(cell, {
      scenario: cell.scenario,
      batchSize: cell.batchSize,
      load: cell.load,
      rounds,
      maxRounds: cell.maxRounds,
      stoppedBy,
      alpha: look?.alpha ?? 0.05,
    })
  }
  const stopsAll = () => (signal.aborted ? 'interrupted' : !enough() ? 'target_down' : timeUp() ? 'time' : null)

  for (let pass = 0; pass < passesOf(cells); pass += 1) {
    for (const cell of cells) {
      if (endings.has(cell)) continue
      for (const round of roundsOfPass(cell, pass)) {
        const why = stopsAll()
        if (why) {
          for (const each of cells) end(each, why)
          break
        }
        tell(cell, 'measured', measuredFrom)
        for (const session of orderInRound(alive(), round)) {
          await session.send(cell, await requests.round(cell, round, session.target))
        }
        done.set(cell, round + 1)
        const look = cell.looks.find((each) => each.rounds === round + 1)
        if (
          look &&
          sessions.length > 1 &&
          look.rounds < cell.maxRounds &&
          cellDecided(cell, sessions, { plan, alpha: look.alpha, cells: cells.length })
        ) {
          end(cell, 'decided')
          break
        }
        if (round + 1 === cell.maxRounds) end(cell, 'rounds')
      }
    }
  }
  for (const cell of cells) end(cell, stopsAll() ?? 'rounds')

  const observations = new Map<TargetSession, TargetObservation>()
  for (const [session, observer] of observers) observations.set(session, await observer.stop())
  return { endings: cells.map((cell) => endings.get(cell) as CellEnding), observations }
}
