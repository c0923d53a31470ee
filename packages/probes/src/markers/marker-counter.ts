import type { MarkerGroup, MarkerGroups } from '@sagellm-benchmark/protocol-types/evidence'
import type { CompiledGroup, CompiledMarkers } from './compile-markers.js'
import { plainLine } from './plain-line.js'
import { showLine } from './show-line.js'
import type { RedactOptions } from '@sagellm-benchmark/protocol-types/edge'
import type { TextMatcher } from './text-matcher.js'

/** Where a line was read. */
export type LinePlace = { readonly file: string; readonly line: number | null }

/** Counts matching lines: the one counting rule, for logs and for surfaces alike. */
export interface MarkerCounter {
  count(line: string, place: LinePlace): void
  result(): MarkerGroups
}

/** Examples kept for each alternative; the counts go on. */
const EXAMPLES = 3

/** A counter with all counts at zero. Its examples bear none of the secrets. */
export function createMarkerCounter(markers: CompiledMarkers, options: RedactOptions = {}): MarkerCounter {
  const tallies = markers.groups.map((group) => ({ group, tally: emptyTally(group) }))
  return {
    count(raw, place) {
      const line = plainLine(raw)
      for (const { group, tally } of tallies) {
        if (group.test(line))
          add(group, tally, line, (match, alternative) => {
            tally.examples.push({
              file: place.file,
              line: place.line,
              alternative,
              text: showLine(line, match, options),
            })
          })
      }
    },
    result() {
      return Object.fromEntries(tallies.map(({ group, tally }) => [group.name, structuredClone(tally)])) as MarkerGroups
    },
  }
}

/** A group whose every count is looked for. */
type Tally = MarkerGroup & { evidenceHits: number; fallbackHits: number; deniedHits: number }

function emptyTally(group: CompiledGroup): Tally {
  return {
    pattern: group.pattern,
    hits: 0,
    evidenceHits: 0,
    fallbackHits: 0,
    deniedHits: 0,
    alternatives: group.alternatives.map(({ alternative, role }) => ({ alternative, hits: 0, evidenceHits: 0, role })),
    examples: [],
  }
}

/** `named`: the words stand there as the name of a path that is chosen or offered, which says nothing of what ran. */
type Match = { readonly text: string; readonly denied: boolean; readonly named: boolean }
type KeepExample = (match: string, alternative: string) => void

function add(group: CompiledGroup, tally: Tally, line: string, keepExample: KeepExample): void {
  const matches = group.alternatives.map(({ matcher }) => matchIn(line, matcher))
  const fallback = group.alternatives.some(({ role }, at) => role === 'fallback' && matches[at]?.denied === false)
  // A line that denies one marker of the group speaks of a request that did not take the path, whatever else it names.
  const alone = group.name === 'sharedStreamMarkers' && saysAlone(line)
  const denies = alone || group.alternatives.some(({ role }, at) => role !== 'fallback' && matches[at]?.denied)
  let proves = false
  let affirmed = false
  group.alternatives.forEach(({ role }, at) => {
    const match = matches[at]
    const counted = tally.alternatives[at]
    if (!match || !counted) return
    counted.hits += 1
    affirmed ||= !match.denied && !denies
    if (role === 'path' && !denies && !match.named && !fallback) {
      counted.evidenceHits += 1
      proves = true
    }
    if (counted.hits <= EXAMPLES) keepExample(match.text, counted.alternative)
  })
  tally.hits += 1
  if (proves) tally.evidenceHits += 1
  if (fallback) tally.fallbackHits += 1
  if (!affirmed && matches.some(Boolean)) tally.deniedHits += 1
}

/** Mentions of one alternative in one line that are looked at; a line with more has said what it says. */
const MENTIONS = 20

/** First affirmed match, else the first that is named, else the first, else null. A line may deny one mention and affirm another. */
function matchIn(line: string, matcher: TextMatcher): Match | null {
  let weaker: Match | null = null
  let mentions = 0
  for (const { start, end } of matcher.matches(line)) {
    const named = nameOfPath.test(line.slice(Math.max(0, start - 24), start))
    const match = { text: line.slice(start, end), denied: isDenied(line, start, end), named }
    if (!match.denied && !named) return match
    if (weaker === null || (weaker.denied && !match.denied)) weaker = match
    mentions += 1
    if (mentions === MENTIONS) break
  }
  return weaker
}

/** `stream_path=shared_batched_stream_worker` stands on the lines of every streamed request, alone in its cohort or not. */
const nameOfPath = /stream_path["']?\s?[=:]\s?["']?$/

/** What sageLLM writes of a cohort or a decode step that holds one request, or none. */
function saysAlone(line: string): boolean {
  return /\bcohort_size["']?\s{0,4}[=:]\s{0,4}[01]\b/.test(line) || aloneInStep.test(line)
}

const aloneInStep = /\bdecode_step_batch\b(?!.{0,400}\bactive_requests=(?:[2-9]|[1-9]\d))/

/** `marker=None`, `"marker": false`, `marker is disabled`, `no marker`: the words are there, the path is said to be off. */
function isDenied(line: string, start: number, end: number): boolean {
  return off.test(line.slice(end, end + 60)) || without.test(line.slice(Math.max(0, start - 16), start))
}

const off =
  /^\w{0,30}["']?(?:\s{0,4}[=:]\s{0,4}["']?(?:false|none|null|nil|no|off|disabled|unavailable|unsupported|0|\[\]|\{\})(?![\w.])|\s{1,4}(?:is |are |was |were )?(?:disabled|unavailable|unsupported|missing|off|not \w|failed)(?!\w*[-_]))/i
const without = /(?:^|\W)(?:no|not|without|disabled?|disabling|skip|skipping|unsupported|missing)[\s:]{1,3}["']?$/i
