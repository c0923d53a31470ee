import { BenchError } from '@sagellm-benchmark/protocol-types'
import type { ComparedEndpoint } from '@sagellm-benchmark/suite/compare'
import { endpointFromOptions } from '../../options/target-from-options.js'
import type { TargetOptions } from '../../options/target-options.js'
import type { MeasuringOptions, TargetsOptions } from './compare-options.js'
import { labelledValues, valuesOfTargets } from './labelled-values.js'

/** A target as the command line names it. */
export type NamedTarget = {
  readonly label: string
  readonly url: string
  /** The flag that holds the address. @default --target */
  readonly flag?: string
  readonly command?: string | null | undefined
  readonly logFile?: string | null | undefined
  /** Its own client. @default that of the options */
  readonly client?: string | undefined
}

/** The flags that concern how every target is reached. */
export type ReachOptions = Pick<MeasuringOptions, 'model'> & TargetOptions

/** One target, reached as the flags say. @throws BenchError `invalid_argument` naming the flag. */
export function comparedEndpoint(named: NamedTarget, options: ReachOptions): ComparedEndpoint {
  const { label, url, flag = '--target', command = null, logFile = null, client } = named
  return {
    target: endpointFromOptions({ flag, label, url, model: options.model ?? null, client }, options),
    command,
    logFile,
  }
}

/**
 * The targets of `--target`, `--target-command`, `--target-client` and `--log-file`.
 *
 * @throws BenchError `invalid_argument` for fewer than two, and for labels that do not fit together.
 */
export function comparedEndpoints(
  { target, targetCommand, targetClient, logFile }: TargetsOptions,
  options: ReachOptions & { readonly self?: boolean },
): ComparedEndpoint[] {
  const named = labelledValues('--target', target)
  const commands = valuesOfTargets('--target-command', targetCommand, named)
  const clients = valuesOfTargets('--target-client', targetClient, named)
  const logs = valuesOfTargets('--log-file', logFile, named)
  const targets = named.map(({ label, value: url }) =>
    comparedEndpoint(
      { label, url, command: commands.get(label), logFile: logs.get(label), client: clients.get(label) },
      options,
    ),
  )
  const [first, second] = targets
  if (options.self) {
    if (!first || second)
      throw wrongCount(`--self measures one target, and ${targets.length} were given`, 'give exactly one with --self')
    return [first, { ...first, target: { ...first.target, label: `${first.target.label}-again` } }]
  }
  if (!first || !second)
    throw wrongCount(
      `a comparison needs two targets, and ${targets.length === 1 ? 'one was' : 'none was'} given`,
      'give two or more --target LABEL=URL',
    )
  return targets
}

function wrongCount(message: string, hint: string): BenchError {
  return new BenchError('invalid_argument', message, { hint })
}
