import { connectionFlags } from '../../options/connection-options.js'
import type { Flags } from '../../options/flag-words.js'
import type { TargetOptions } from '../../options/target-options.js'
import type { MeasuringOptions } from './compare-options.js'

/** The flags of a measurement as it was made, with the seed that was used and without the key. */
export function measuringFlags(options: MeasuringOptions, seed: number): Flags {
  return {
    model: options.model,
    workload: options.workload,
    'batch-size': options.batchSize,
    ...loadFlags(options),
    'max-output-tokens': options.maxOutputTokens,
    'max-seq-len': options.maxSeqLen,
    rounds: options.rounds,
    'max-minutes': options.maxMinutes,
    margin: options.margin,
    'max-error-rate': options.maxErrorRate,
    'stop-after-errors': options.stopAfterErrors,
    seed,
    ...reachFlags(options),
  }
}

/** How the targets are reached. */
function reachFlags(options: TargetOptions): Flags {
  return {
    endpoint: options.endpoint === 'chat' ? undefined : options.endpoint,
    header: options.header,
    'extra-body': options.extraBody,
    'usage-per-chunk': options.usagePerChunk,
    dialect: options.dialect === 'auto' ? undefined : options.dialect,
    tokenizer: options.tokenizer,
    ...connectionFlags(options),
    'server-wait': options.serverWait,
    'no-token-cache': !options.tokenCache,
    'no-calibration': !options.calibration,
    'max-answer-memory': options.maxAnswerMemory,
    'no-ready-check': !options.readyCheck,
    'model-unlisted': options.modelUnlisted,
    'request-timeout': options.requestTimeout,
  }
}

function loadFlags(options: MeasuringOptions): Flags {
  return {
    concurrency: options.concurrency,
    'request-rate': options.requestRate,
    burstiness: options.burstiness === '1' ? undefined : options.burstiness,
    'max-concurrency': options.maxConcurrency,
    'ramp-up': options.rampUp === 0 ? undefined : options.rampUp,
    trace: options.trace,
    'time-scale': options.timeScale === 1 ? undefined : options.timeScale,
    'num-prompts': options.numPrompts,
  }
}
