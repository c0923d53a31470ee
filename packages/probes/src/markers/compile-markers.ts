import { BenchError, invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { MarkerRole } from '@sagellm-benchmark/protocol-types/artifacts'
import { RE2JS } from 're2js'
import { type MarkerGroupName, type MarkerPatterns, markerGroupNames } from './marker-patterns.js'
import { splitAlternatives } from './split-alternatives.js'

/** One alternative of a pattern: what it is, what it proves, where it matches. */
export type MarkerAlternative = {
  readonly alternative: string
  readonly role: MarkerRole
  readonly expression: RE2JS
}

export type CompiledGroup = {
  readonly name: MarkerGroupName
  readonly pattern: string
  readonly expression: RE2JS
  readonly alternatives: readonly MarkerAlternative[]
}

export type CompiledMarkers = {
  readonly groups: readonly CompiledGroup[]
  /** The words to look for when every alternative is a plain word; `null` when one is not. Makes gigabytes quick. */
  readonly literals: readonly string[] | null
}

/** Longer patterns are mistakes, and the only way left to make a linear engine slow. */
const MAX_PATTERN_LENGTH = 2000

/**
 * Compiles the patterns of a run. RE2 takes time linear in the text whatever the pattern, so a pattern from a user cannot
 * hang a run.
 *
 * @throws BenchError `invalid_argument` for a pattern that RE2 does not know (look-around, back-references), that is too
 * long, or that matches an empty line and would count every line there is.
 */
export function compileMarkers(patterns: MarkerPatterns): CompiledMarkers {
  const split = markerGroupNames.map((name) => splitAlternatives(patterns[name]))
  const groups = markerGroupNames.map((name, at): CompiledGroup => {
    const later = new Set(split.slice(at + 1).flat())
    return {
      name,
      pattern: patterns[name],
      expression: compile(name, patterns[name]),
      alternatives: (split[at] ?? []).map((alternative) => ({
        alternative,
        role: roleOf(alternative, later),
        expression: compile(name, alternative),
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

function compile(name: string, pattern: string): RE2JS {
  if (pattern.length > MAX_PATTERN_LENGTH)
    throw invalidArgument(name, pattern, `use at most ${MAX_PATTERN_LENGTH} characters`)
  const expression = parse(name, pattern)
  if (expression.matcher('').find())
    throw invalidArgument(name, pattern, 'it matches every line; an alternative is empty or optional')
  return expression
}

function parse(name: string, pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.replace(/^error parsing regexp: /, '') : 'unreadable'
    throw new BenchError('invalid_argument', `${name} is not a pattern of RE2: ${reason}`, {
      hint: 'look-around and back-references are not available; see https://github.com/google/re2/wiki/Syntax',
      cause,
    })
  }
}

function isPlainWord(text: string): boolean {
  return /^[\w:/ -]+$/.test(text)
}
