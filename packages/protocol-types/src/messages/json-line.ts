import { BenchError } from '../errors/bench-error.js'

/**
 * One line of JSON for any value that a thread could be sent: numbers stand as numbers, and what JSON would lose or change is written
 * as an object with one key that begins with `$`: `-0`, `NaN`, the infinities, `undefined`, big integers and typed arrays.
 *
 * @returns the line without its line end.
 * @throws BenchError `internal` for a value that cannot be sent: a function, a symbol, an instance of a class, or a circle.
 * @example toJsonLine({ latenessMs: Float64Array.of(1, -0) }) // {"latenessMs":{"$float64":[1,{"$number":"-0"}]}}
 */
export function toJsonLine(value: unknown): string {
  try {
    return JSON.stringify(encode(value))
  } catch (cause) {
    if (cause instanceof BenchError) throw cause
    throw unsendable(cause instanceof Error ? cause.message : String(cause), cause)
  }
}

/**
 * The value of a line that `toJsonLine` wrote.
 *
 * @param source - who sent the line, for the error.
 * @throws BenchError `corrupt_data` for a line that is no such value. It comes from another machine, and may be anything.
 */
export function fromJsonLine(line: string, source: string): unknown {
  try {
    return decode(JSON.parse(line))
  } catch (cause) {
    throw new BenchError('corrupt_data', `${source} sent a line that is no message: ${(cause as Error).message}`, {
      hint: 'both ends have to be this program, of one version',
      cause,
    })
  }
}

/** The typed arrays that messages hold, by the name that they have in a line. */
const typedArrays = {
  $float64: Float64Array,
  $float32: Float32Array,
  $int32: Int32Array,
  $uint32: Uint32Array,
  $uint16: Uint16Array,
  $uint8: Uint8Array,
} as const
type TypedName = keyof typeof typedArrays

const oddNumbers: Readonly<Record<string, number>> = {
  '-0': -0,
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
}

function encode(value: unknown): unknown {
  switch (typeof value) {
    case 'number':
      return isPlain(value) ? value : { $number: Object.is(value, -0) ? '-0' : String(value) }
    case 'string':
    case 'boolean':
      return value
    case 'undefined':
      return { $undefined: true }
    case 'bigint':
      return { $bigint: String(value) }
    case 'object':
      return value === null ? null : encodeObject(value)
    default:
      throw unsendable(`a ${typeof value}`)
  }
}

function encodeObject(value: object): unknown {
  if (Array.isArray(value)) return Array.from(value, encode)
  for (const [name, Type] of Object.entries(typedArrays))
    if (value instanceof Type) return { [name]: Array.from(value, encode) }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null)
    throw unsendable(`an object of the class ${value.constructor.name}`)
  const entries = Object.entries(value).map(([key, each]) => [key, encode(each)] as const)
  // An object of the user's that looks like one of the marks: JSON Schema has `$ref`.
  if (entries.length === 1 && entries[0]?.[0].startsWith('$')) return { $object: entries }
  return Object.fromEntries(entries)
}

function decode(json: unknown): unknown {
  if (typeof json !== 'object' || json === null) return json
  if (Array.isArray(json)) return json.map(decode)
  const entries = Object.entries(json)
  const [first] = entries
  if (first && entries.length === 1 && first[0].startsWith('$')) return decodeMark(first[0], first[1])
  // `fromEntries` makes own fields of all names, `__proto__` too.
  return Object.fromEntries(entries.map(([key, each]) => [key, decode(each)]))
}

function decodeMark(mark: string, content: unknown): unknown {
  if (Object.hasOwn(typedArrays, mark) && Array.isArray(content)) {
    const numbers = content.map(decode)
    if (!numbers.every((each) => typeof each === 'number')) throw new TypeError(`${mark} holds more than numbers`)
    return typedArrays[mark as TypedName].from(numbers)
  }
  if (mark === '$number' && typeof content === 'string' && Object.hasOwn(oddNumbers, content))
    return oddNumbers[content]
  if (mark === '$undefined') return undefined
  // A text of any length would take minutes to read: no count of ours has more digits than this.
  if (mark === '$bigint' && typeof content === 'string' && /^-?\d{1,400}$/.test(content)) return BigInt(content)
  if (mark === '$object' && Array.isArray(content)) {
    const entries = content as [string, unknown][]
    if (entries.every((each) => Array.isArray(each) && typeof each[0] === 'string'))
      return Object.fromEntries(entries.map(([key, each]) => [key, decode(each)]))
  }
  throw new TypeError(`${mark} is no mark of this version`)
}

/** What JSON writes as it is. */
function isPlain(value: number): boolean {
  return Number.isFinite(value) && !Object.is(value, -0)
}

function unsendable(what: string, cause?: unknown): BenchError {
  return new BenchError('internal', `a message cannot hold ${what}`, {
    hint: 'messages are plain data; this is a defect of the program, or of a plug-in',
    cause,
  })
}
