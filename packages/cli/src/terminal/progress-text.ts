import { cutWithoutSecrets } from '@sagellm-benchmark/protocol-types/edge'
import type { ProgressSnapshot } from '@sagellm-benchmark/runner/progress'
import { sparkline } from './sparkline.js'
import type { TrendSnapshot } from './trend.js'

export type ProgressTextOptions = {
  readonly columns: number
  readonly bar: boolean
  /** The last seconds, drawn as sparklines where the line has room for them. */
  readonly trend?: TrendSnapshot | null
}

/**
 * One line about a running workload, cut to the terminal's width. Sparklines go first where there is no room.
 *
 * @example 'Q5 (5/8) ███████░░░ 7/11 · 4 in flight · 2.1 req/s · 134 tok/s · 0 failed · 2 s left'
 */
export function progressText(state: ProgressSnapshot, { columns, bar, trend = null }: ProgressTextOptions): string {
  const whole = line(state, { bar, trend })
  const text = whole.length <= columns - 1 ? whole : line(state, { bar, trend: null })
  return text.length > columns - 1 ? `${cutWithoutSecrets(text, Math.max(0, columns - 2))}…` : text
}

function line(state: ProgressSnapshot, { bar, trend }: { bar: boolean; trend: TrendSnapshot | null }): string {
  const { done, total, warmup, building } = state
  const place = `${state.workload ?? ''} (${state.workloadIndex + 1}/${state.workloadCount})`
  if (building)
    return `${place} building prompts ${building.built}${building.total === null ? '' : `/${building.total}`}`
  const warming = state.phase === 'warmup'
  const failed = warming ? warmup.failed : state.failed
  const parts = [
    `${place}${warming ? ` warm-up ${warmup.done}` : ''}`,
    `${bar && total !== null ? `${drawBar(done / Math.max(1, total))} ` : ''}${done}${total === null ? '' : `/${total}`} requests`,
    `${state.inFlight} in flight`,
    state.rateRps === null ? null : `${short(state.rateRps)} req/s`,
    state.outputTokensPerSecond === null
      ? null
      : `${drawn(trend?.outputTokensPerSecond)}${short(state.outputTokensPerSecond)} tok/s`,
    trend?.ttftMs
      ? `${drawn(trend.ttftP50Ms)}TTFT p50 ${short(trend.ttftMs.p50)} p99 ${short(trend.ttftMs.p99)} ms`
      : null,
    state.cancelledByRun > 0 ? `${state.cancelledByRun} cut off` : null,
    `${failed} failed`,
    state.etaMs === null ? null : `${duration(state.etaMs)} left`,
  ]
  return parts.filter((part) => part !== null).join(' · ')
}

/** A trend needs two seconds or more. */
function drawn(values: readonly (number | null)[] | undefined): string {
  return values && values.length > 1 ? `${sparkline(values)} ` : ''
}

const CELLS = 12

function drawBar(share: number): string {
  const full = Math.round(Math.min(1, share) * CELLS)
  return '█'.repeat(full) + '░'.repeat(CELLS - full)
}

/** Two digits or all whole ones: 0.21, 2.1, 21, 134. Never with a power of ten, which `toPrecision(2)` writes from 99.5 on. */
function short(value: number): string {
  return value >= 99.5 ? value.toFixed(0) : String(Number(value.toPrecision(2)))
}

function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  return seconds < 3600
    ? `${Math.floor(seconds / 60)} min ${seconds % 60} s`
    : `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`
}
