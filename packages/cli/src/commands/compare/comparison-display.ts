import type { ComparisonProgress } from '@sagellm-benchmark/runner/compare'
import type { Output } from '../../command/define-command.js'

export interface ComparisonDisplay {
  show(progress: ComparisonProgress): void
  stop(): void
}

const clearLine = '\r\u001b[2K'
/** Elsewhere than at a terminal, e.g. in a CI log. */
const PLAIN_EVERY_MS = 10_000

/** Shows how far a comparison is: one live line at a terminal, elsewhere a plain line now and then. */
export function comparisonDisplay(output: Output): ComparisonDisplay {
  const live = output.isTTY === true
  let shownAt = Number.NEGATIVE_INFINITY
  return {
    show(progress) {
      const text = progressText(progress)
      if (live) return void output.write(`${clearLine}${text.slice(0, (output.columns ?? 80) - 1)}`)
      if (progress.elapsedMs - shownAt < PLAIN_EVERY_MS && progress.elapsedMs >= shownAt) return
      shownAt = progress.elapsedMs
      output.write(`${text}\n`)
    },
    stop() {
      if (live) output.write(clearLine)
    },
  }
}

/** @example 'short batch 4 · 126 of 420 rounds · at most 3 min left' */
function progressText({ phase, scenario, load, done, total, leftMs }: ComparisonProgress): string {
  if (phase === 'building') return `building prompts: ${done} of ${total} rounds`
  if (phase === 'warmup') return `warming up: ${scenario} ${load} · then at most ${duration(leftMs)} of measuring`
  return `${scenario} ${load} · ${done} of ${total} rounds · at most ${duration(leftMs)} left`
}

function duration(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000))
  return seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`
}
