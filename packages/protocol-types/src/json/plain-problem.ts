import type { z } from 'zod'
import { isSecretName } from '../secrets/redact-secrets.js'
import { cutWithoutSecrets } from '../secrets/without-secrets.js'

type Issue = z.core.$ZodIssue

/**
 * What is wrong with a value that a schema refused, in plain words, where the schema's own message speaks to programmers. It goes on
 * a sentence that named the value: `num_requests: ` and then `should be 1 or more, not 0`.
 *
 * @param issue - the issue of the schema; without one the sentence says that the value cannot be read.
 * @param input - all that was held against the schema: then the sentence shows the value itself, if it is short and no secret.
 * @example plainProblem(schema.safeParse(json).error?.issues[0], json) // 'should be a number, not "three"'
 */
export function plainProblem(issue: Issue | undefined, input?: unknown): string {
  if (issue === undefined) return 'cannot be read'
  if (!ofTheLibrary.test(issue.message)) return issue.message
  const value = input === undefined ? undefined : valueAt(input, issue.path)
  const wanted = wantedBy(issue)
  if (wanted === null) return otherProblem(issue, input)
  if (input !== undefined && value === undefined) return `is missing; it should be ${wanted}`
  return `should be ${wanted}${value === undefined ? '' : shown(value, issue.path.at(-1))}`
}

/** How messages of the schema library begin; every other one is a schema's own sentence, which knows better. */
const ofTheLibrary = /^(Invalid |Too (small|big): |Unrecognized key)/

/** A noun for what the value should be; `null` where the problem is another one. */
function wantedBy(issue: Issue): string | null {
  switch (issue.code) {
    case 'invalid_type':
      return kinds[issue.expected] ?? issue.expected
    case 'invalid_value':
      return oneOf(issue.values.map((each) => String(each)))
    case 'too_small':
      return limit(issue, issue.minimum, issue.inclusive === false ? 'above' : 'or more')
    case 'too_big':
      return limit(issue, issue.maximum, issue.inclusive === false ? 'below' : 'or less')
    case 'invalid_format':
      return issue.format === 'url' ? 'a URL such as http://127.0.0.1:8000/v1' : formed(issue)
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`
    default:
      return null
  }
}

const kinds: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  bigint: 'a whole number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object with named fields',
  record: 'an object with named fields',
  null: 'null',
  never: 'left out',
}

/** What a number is bounded by, or the length of a text or a list. */
function limit({ origin }: { readonly origin: string }, bound: number | bigint, side: string): string {
  const isLength = ['string', 'array', 'set', 'map', 'file'].includes(origin)
  const range = ['above', 'below'].includes(side) ? `${side} ${bound}` : `${bound} ${side}`
  if (!isLength) return range
  if (Number(bound) === 1 && side === 'or more')
    return origin === 'string' ? 'text that is not empty' : 'a list that is not empty'
  return origin === 'string' ? `text of ${range} characters` : `a list of ${range} entries`
}

function formed(issue: Extract<Issue, { code: 'invalid_format' }>): string {
  const { format, pattern } = issue
  return pattern === undefined || format !== 'regex' ? `a valid ${format}` : `text of the form ${pattern}`
}

function otherProblem(issue: Issue, input: unknown): string {
  if (issue.code === 'unrecognized_keys') return `has ${issue.keys.join(', ')}, which is not known here`
  if (issue.code === 'invalid_key' || issue.code === 'invalid_element') {
    return `has a name in it that ${plainProblem(issue.issues[0] as Issue | undefined)}`
  }
  if (issue.code !== 'invalid_union') return issue.message
  const { options } = issue as { readonly options?: readonly unknown[] }
  if (options && options.length > 0) {
    const value = input === undefined ? undefined : valueAt(input, issue.path)
    return `should be ${oneOf(options.map(String))}${value === undefined ? '' : shown(value, issue.path.at(-1))}`
  }
  return ofTheClosest(issue.errors, input === undefined ? undefined : valueAt(input, issue.path))
}

/** Of a value with several possible forms, the problem of the form that it comes closest to: the one that fits the deepest. */
function ofTheClosest(branches: readonly (readonly Issue[])[], value: unknown): string {
  const depth = (issues: readonly Issue[]) => Math.max(0, ...issues.map(({ path }) => path.length))
  const deepest = [...branches].sort((a, b) => depth(b) - depth(a))[0] ?? []
  const [issue] = deepest
  if (issue === undefined) return 'has none of the forms that it may have'
  if (issue.path.length > 0) return `${issue.path.join('.')} ${plainProblem(issue, value)}`
  const wanted = branches.flatMap(([first]) => (first ? (wantedBy(first) ?? []) : []))
  return `should be ${oneOf([...new Set(wanted)])}${value === undefined ? '' : shown(value, undefined)}`
}

function oneOf(names: readonly string[]): string {
  if (names.length < 2) return names[0] ?? 'left out'
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (at === null || at === undefined ? undefined : Reflect.get(Object(at), key)),
    input,
  )
}

/** A long value helps nobody in a line, and one behind a secret name is not shown at all. */
function shown(value: unknown, key: PropertyKey | undefined): string {
  if (typeof key === 'string' && isSecretName(key)) return ''
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return `, not ${String(value)}`
  if (typeof value !== 'string') return `, not ${Array.isArray(value) ? 'a list' : 'an object'}`
  return `, not ${JSON.stringify(value.length > 40 ? `${cutWithoutSecrets(value, 37)}...` : value)}`
}
