import type { ComparisonIo } from '@sagellm-benchmark/suite/compare'
import type { CommandIo } from '../../command/define-command.js'
import { suiteIo } from '../../command/suite-io.js'
import { apiKeyOf, secretHeaders } from '../../options/target-from-options.js'
import type { MeasuringOptions } from './compare-options.js'
import { comparisonDisplay } from './comparison-display.js'

export type ComparisonIoOptions = {
  readonly io: CommandIo
  readonly folder: string
  /** The command and its flags, without the key. */
  readonly words: readonly string[]
}

/**
 * What a comparison sees of the program, with its progress on the terminal.
 *
 * @example await withComparisonIo(options, { io, folder, words }, (own) => compare(request, own))
 */
export async function withComparisonIo<Result>(
  options: Pick<MeasuringOptions, 'apiKey' | 'header' | 'quiet' | 'tokenCache' | 'calibration'>,
  { io, folder, words }: ComparisonIoOptions,
  use: (own: ComparisonIo) => Promise<Result>,
): Promise<Result> {
  const display = options.quiet ? null : comparisonDisplay(io.stderr)
  try {
    return await use({
      folder,
      ...suiteIo(io, options),
      apiKey: apiKeyOf(options, io.env),
      secretHeaders: secretHeaders(options),
      reproduce: words,
      say: (text) => void (options.quiet || io.stderr.write(`${text}\n`)),
      ...(display ? { onProgress: display.show } : {}),
    })
  } finally {
    display?.stop()
  }
}
