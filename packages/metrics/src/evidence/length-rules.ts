import { lengthsApart } from './lengths-apart.js'
import type { Evidence, Sides } from './evidence.js'

/** Shorter prompts are less work. The same texts under two tokenizers are not: those stand with the conditions. */
export function promptsApart({ baseline, candidate }: Sides): string | null {
  const [before, after] = [baseline.promptTokens, candidate.promptTokens]
  if (before === null || after === null || !areApart([baseline, candidate], [before, after], 'prompts')) return null
  if (areSameTexts(baseline, candidate) && !baseline.promptsTruncated && !candidate.promptsTruncated) return null
  return `the prompts had different lengths (${meansOf([baseline, candidate], [before, after])})`
}

export function answersUnknown({ baseline, candidate }: Sides): string | null {
  const unknown = [baseline, candidate].filter(({ outputTokens }) => outputTokens === 'unknown').map(({ name }) => name)
  return unknown.length === 0 ? null : `how long the answers of ${unknown.join(' and ')} were is not known`
}

/** With shorter answers an engine serves more requests a second without being faster. */
export function answersApart({ baseline, candidate }: Sides): string | null {
  const [before, after] = [baseline.outputTokens, candidate.outputTokens]
  if (typeof before !== 'number' || typeof after !== 'number') return null
  if (!areApart([baseline, candidate], [before, after], 'answers')) return null
  return `the answers had different lengths (${meansOf([baseline, candidate], [before, after])})`
}

type Two<T> = readonly [T, T]

function areApart(sides: Two<Evidence>, means: Two<number>, of: 'prompts' | 'answers'): boolean {
  const rounding = Math.max(...sides.map((side) => side.rounding))
  return lengthsApart(means, of) && Math.abs(means[0] - means[1]) > rounding
}

function meansOf(sides: Two<Evidence>, means: Two<number>): string {
  const texts = sides.map(({ name, rounding }, at) => `${name} ${(means[at] as number).toFixed(rounding > 0 ? 0 : 1)}`)
  return `mean tokens: ${texts.join(', ')}`
}

/** Whether both got the same texts, as far as the unmeasured requests show. */
function areSameTexts({ prompts: before }: Evidence, { prompts: after }: Evidence): boolean {
  return before.size > 0 && [...before].every(([id, digest]) => after.get(id) === digest)
}
