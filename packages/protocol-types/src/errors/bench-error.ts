import { cutWithoutSecrets } from '../secrets/without-secrets.js'

/**
 * Every code a `BenchError` can carry. The first five are the Protocol v0.1 error codes; the rest exist only inside the
 * benchmark. Match on `code`, never on a message.
 */
export type BenchErrorCode =
  | 'invalid_argument'
  | 'resource_exhausted'
  | 'unavailable'
  | 'deadline_exceeded'
  | 'not_implemented'
  | 'not_found'
  | 'corrupt_data'
  | 'cancelled'
  | 'internal'

export type BenchErrorOptions = {
  /** What the reader should do now, as one plain sentence. */
  readonly hint?: string
  readonly cause?: unknown
}

const brand = Symbol.for('sagellm-benchmark.error')

/**
 * The one error class of the project: what went wrong and where in `message`, what to do in `hint`.
 *
 * @example throw new BenchError('not_found', 'no model folder at ./gpt2', { hint: 'give a folder with config.json' })
 */
export class BenchError extends Error {
  readonly code: BenchErrorCode
  readonly hint: string | null
  /** Recognised across copies of this package: a bundle, an ESM and a CJS build may meet in one process. */
  readonly [brand] = true

  constructor(code: BenchErrorCode, message: string, options: BenchErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.name = 'BenchError'
    this.code = code
    this.hint = options.hint ?? null
  }
}

/** Whether a caught value is a `BenchError`, whichever copy of this package made it. */
export function isBenchError(value: unknown): value is BenchError {
  return typeof value === 'object' && value !== null && brand in value
}

/**
 * The error of a value that cannot be used: names the argument, shows the value, says what would do.
 *
 * @example throw invalidArgument('p', 99, 'give a share such as 0.99, not 99')
 */
export function invalidArgument(name: string, value: unknown, hint: string): BenchError {
  return new BenchError('invalid_argument', `${name} cannot be ${show(value)}`, { hint })
}

function show(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return text.length > 80 ? `${cutWithoutSecrets(text, 77)}...` : text
}
