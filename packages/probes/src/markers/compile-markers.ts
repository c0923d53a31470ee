import type { MarkerRole } from '@sagellm-benchmark/protocol-types/evidence'
import { type MarkerGroupName, type MarkerPatterns, markerGroupNames } from './marker-patterns.js'
import { splitAlternatives } from './split-alternatives.js'
import { checkLength, isPlainWord, type TextMatcher, textMatcher } from './text-matcher.js'

/** One alternative of a pattern: what it is, what it proves, where it matches. */
type MarkerAlternative = {
  readonly alternative: string
  readonly role: MarkerRole
  readonly matcher: TextMatcher
}

export type CompiledGroup = {
  readonly name: MarkerGroupName
  readonly pattern: string
  /** Whether a line is a hit of the group. */
  readonly test: (line: string) => boolean
  readonly alternatives: readonly MarkerAlternative[]
}

export type CompiledMarkers = {
  readonly groups: readonly CompiledGroup[]
  /** The words to look for when every alternative is a plain word; `null` when one is not. Makes gigabytes quick. */
  readonly literals: readonly string[] | null
}

/**
 * Compiles the patterns of a run. RE2 takes time linear in the text whatever the pattern, so a pattern from a user cannot
 * hang a run.
 *
 * @throws BenchError `invalid_argument` for a pattern that RE2 does not know (look-around, back-references), that is too
 * long, or that matches an empty line and would count every line there is.
 * @example compileMarkers(resolveMarkerPatterns({ environment: process.env }))
 */
export function compileMarkers(patterns: MarkerPatterns): CompiledMarkers {
  const split = markerGroupNames.map((name) => splitAlternatives(patterns[name]))
  const groups = markerGroupNames.map((name, at): CompiledGroup => {
    const words = split[at] ?? []
    const later = new Set(split.slice(at + 1).flat())
    checkLength(name, patterns[name])
    return {
      name,
      pattern: patterns[name],
      test: words.every(isPlainWord)
        ? (line) => words.some((word) => line.includes(word))
        : textMatcher(name, patterns[name]).test,
      alternatives: words.map((alternative) => ({
        alternative,
        role: roleOf(alternative, later),
        matcher: textMatcher(name, alternative),
      })),
    }
  })
  const words = split.flat()
  return { groups, literals: words.every(isPlainWord) ? [...new Set(words)] : null }
}

function roleOf(alternative: string, later: ReadonlySet<string>): MarkerRole {
  if (/fallback/i.test(alternative)) return 'fallback'
  return later.has(alternative) ? 'shared' : 'path'
}
