import type { MeasuringOptions } from './compare-options.js'
import type { Flags } from './reproduce-script.js'

/** The flags of a measurement as it was made, with the seed that was used. */
export function measuringFlags(options: MeasuringOptions, seed: number): Flags {
  return {
    model: options.model,
    workload: options.workload,
    'batch-size': options.batchSize,
    'max-output-tokens': options.maxOutputTokens,
    'max-seq-len': options.maxSeqLen,
    rounds: options.rounds,
    'max-minutes': options.maxMinutes,
    margin: options.margin,
    seed,
    tokenizer: options.tokenizer,
    'request-timeout': options.requestTimeout,
    'server-wait': options.serverWait,
  }
}
