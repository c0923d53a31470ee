import { BenchError } from '@sagellm-benchmark/protocol-types'
import { flagName } from './flags.js'

/** Flags that only work in one mode of a command. Given in another they would be ignored, so they are refused. */
export type FlagRule<Options> = {
  readonly flags: readonly (keyof Options & string)[]
  /** Whether the flags work, by all options with their defaults. */
  readonly when: (options: Options) => boolean
  /** The mode, as the end of "--batch-size works only ...": "with --type e2e". */
  readonly only: string
}

/**
 * Refuses a flag that would be ignored.
 *
 * @param given - the options that the user wrote; undefined where they did not.
 * @throws BenchError `invalid_argument` naming the flag and where it works.
 */
export function checkFlags<Options extends object>(
  rules: readonly FlagRule<Options>[],
  {
    options,
    given,
    command,
    placeOf = () => null,
  }: {
    readonly options: Options
    readonly given: Readonly<Record<string, unknown>>
    readonly command: string
    /** Where an option stands that the command line does not hold: `bench.yaml, line 7`. @default on the command line */
    readonly placeOf?: ((key: string) => string | null) | undefined
  },
): void {
  for (const { flags, when, only } of rules) {
    const ignored = flags.find((flag) => given[flag] !== undefined)
    if (ignored === undefined || when(options)) continue
    const place = placeOf(ignored)
    const where = place === null ? '' : `${place}: `
    throw new BenchError('invalid_argument', `${where}${flagName(ignored)} works only ${only}`, {
      hint: `leave it out, or see sagellm-benchmark ${command} --help`,
    })
  }
}
