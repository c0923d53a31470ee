import type { ComparedEndpoint, ComparisonIo } from '@sagellm-benchmark/suite/compare'
import type { CommandIo } from '../../command/define-command.js'
import { suiteIo } from '../../command/suite-io.js'
import { type KeysOptions, withKeys } from '../../options/target-keys.js'
import { secretHeaders } from '../../options/target-from-options.js'
import type { MeasuringOptions } from './compare-options.js'
import { comparisonDisplay } from './comparison-display.js'

export type ComparisonIoOptions = {
  readonly io: CommandIo
  readonly folder: string
  /** The command and its flags, without the key. */
  readonly words: readonly string[]
  readonly targets: readonly ComparedEndpoint[]
}

/**
 * The options of a comparison and its targets with their keys, with its progress on the terminal.
 *
 * @example await withComparisonIo(options, { io, folder, words, targets }, (own, keyed) => compare({ plan, targets: keyed }, own))
 */
export async function withComparisonIo<Result>(
  options: KeysOptions & Pick<MeasuringOptions, 'header' | 'quiet' | 'tokenCache' | 'calibration'>,
  { io, folder, words, targets }: ComparisonIoOptions,
  use: (own: ComparisonIo, targets: readonly ComparedEndpoint[]) => Promise<Result>,
): Promise<Result> {
  const keyed = await withKeys(targets, options, io)
  const display = options.quiet ? null : comparisonDisplay(io.stderr)
  try {
    const own = {
      folder,
      ...suiteIo(io, options),
      apiKey: keyed.shared,
      secretHeaders: secretHeaders(options),
      reproduce: words,
      say: (text: string) => void (options.quiet || io.stderr.write(`${text}\n`)),
      ...(display ? { onProgress: display.show } : {}),
    }
    return await use(own, keyed.targets)
  } finally {
    display?.stop()
  }
}
