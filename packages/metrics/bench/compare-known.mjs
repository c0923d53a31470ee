import { knownRounds } from './known-rounds.mjs'

/**
 * One comparison of two engines whose true ratio of time between tokens is known, judged once at the end and, as `--rounds auto` does, at every look.
 *
 * @param options.autoAlone - leaves out the judgement at the end, `fixed`.
 * @param metrics the names exported by the comparison entry of this package; passed in, so that tests run it on sources.
 */
export function compareKnown(metrics, { rounds, tbtRatio = 1, families = 1, autoAlone = false, ...noise }) {
  const { baseline, candidate } = knownRounds({ rounds, tbtRatio, ...noise })
  const whole = { target: 'b', baseline, candidate }
  const fixed = autoAlone ? null : judge(metrics.compareTargets(whole, { families }), tbtRatio)

  for (const look of metrics.sequentialLooks({ maxRounds: rounds })) {
    const seen = {
      target: 'b',
      baseline: metrics.firstRounds(baseline, look.rounds),
      candidate: metrics.firstRounds(candidate, look.rounds),
    }
    const verdicts = metrics.compareTargets(seen, { alpha: look.alpha, families })
    const decided = !verdicts.some(metrics.awaitsRounds)
    if (decided || look.rounds === rounds) return { fixed, auto: { ...judge(verdicts, tbtRatio), rounds: look.rounds } }
  }
}

/** Verdicts that declare a difference. */
const shown = new Set(['better', 'worse', 'differs'])

function judge(verdicts, tbtRatio) {
  const named = Object.fromEntries(verdicts.map((verdict) => [verdict.metric, verdict]))
  const covers = ({ ratio }, truth) => ratio.low !== null && ratio.low <= truth && truth <= ratio.high
  return {
    differs: verdicts.some(({ verdict }) => shown.has(verdict)),
    tbtShown: shown.has(named.avg_tbt_ms.verdict),
    tbtWorse: named.avg_tbt_ms.verdict === 'worse',
    coversTbt: covers(named.avg_tbt_ms, tbtRatio),
    coversTtft: covers(named.avg_ttft_ms, 1),
    coversTail: covers(named.p99_tbt_ms, tbtRatio),
  }
}

/** Several batch sizes judged together, as one command does: an error in any of them is an error of the whole. */
export function compareKnownTogether(metrics, { batchSizes, seed, ...options }) {
  const each = batchSizes.map((batchSize, at) => {
    const rounds = metrics.defaultRounds(batchSize)
    return compareKnown(metrics, {
      ...options,
      batchSize,
      rounds,
      seed: seed + 104729 * at,
      families: batchSizes.length,
    })
  })
  const together = (of) => ({
    differs: each.some((one) => of(one).differs),
    // The rest is a property of each by itself: told of the last.
    tbtShown: of(each.at(-1)).tbtShown,
    tbtWorse: of(each.at(-1)).tbtWorse,
    coversTbt: of(each.at(-1)).coversTbt,
    coversTtft: of(each.at(-1)).coversTtft,
    coversTail: of(each.at(-1)).coversTail,
  })
  return { fixed: together(({ fixed }) => fixed), auto: together(({ auto }) => auto) }
}
