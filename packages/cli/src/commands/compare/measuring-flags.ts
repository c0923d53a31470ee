import { z } from 'zod'
import { flagName } from '../../command/flags.js'
import { type SessionOptions, sessionOptions } from '../../options/session-options.js'
import { connectionFlags } from '../../options/connection-options.js'
import type { Flags } from '../../options/flag-words.js'
import { targetOptions, type TargetOptions } from '../../options/target-options.js'
import { profileFlags } from '../../options/profile-options.js'
import type { MeasuringOptions } from './compare-options.js'

/** The flags of a measurement as it was made, with the seed that was used and without the key. */
export function measuringFlags(options: MeasuringOptions, seed: number): Flags {
  return {
    model: options.model,
    workload: options.workload,
    ...profileFlags(options),
    'batch-size': options.batchSize,
    ...loadFlags(options),
    ...sessionFlags(options),
    'max-output-tokens': options.maxOutputTokens,
    'max-seq-len': options.maxSeqLen,
    rounds: options.rounds,
    'max-minutes': options.maxMinutes,
    margin: options.margin,
    'max-error-rate': options.maxErrorRate,
    threshold: options.threshold,
    'on-undecided': options.onUndecided === 'fail' ? undefined : options.onUndecided,
    'stop-after-errors': options.stopAfterErrors,
    seed,
    ...reachFlags(options),
  }
}

/** How the targets are reached. */
function reachFlags(options: TargetOptions): Flags {
  return {
    endpoint: options.endpoint === 'chat' ? undefined : options.endpoint,
    'api-key-env': options.apiKeyEnv,
    'api-key-file': options.apiKeyFile,
    'api-key-command': options.apiKeyCommand,
    'api-key-lifetime':
      options.apiKeyLifetime === targetOptions.apiKeyLifetime.parse(undefined) ? undefined : options.apiKeyLifetime,
    header: options.header,
    'extra-body': options.extraBody,
    'usage-per-chunk': options.usagePerChunk,
    traceparent: options.traceparent,
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

/** Sessions, where they are asked for. */
function sessionFlags(options: Partial<SessionOptions>): Flags {
  const usual = z.object(sessionOptions).parse({})
  return Object.fromEntries(
    (Object.keys(sessionOptions) as (keyof SessionOptions)[]).flatMap((key) =>
      options[key] === undefined || options[key] === usual[key] ? [] : [[flagName(key).slice(2), options[key]]],
    ),
  )
}

function loadFlags(options: MeasuringOptions): Flags {
  return {
    concurrency: options.concurrency,
    'request-rate': options.requestRate,
    burstiness: options.burstiness === '1' ? undefined : options.burstiness,
    'max-concurrency': options.maxConcurrency,
    load: options.load,
    'ramp-up-strategy': options.rampUpStrategy,
    'ramp-up-start-rps': options.rampUpStartRps,
    'ramp-up-end-rps': options.rampUpEndRps,
    'ramp-up': options.rampUp === 0 ? undefined : options.rampUp,
    trace: options.trace,
    'time-scale': options.timeScale === 1 ? undefined : options.timeScale,
    'trace-format': options.traceFormat,
    'trace-start': options.traceStart === 0 ? undefined : options.traceStart,
    'trace-duration': options.traceDuration,
    'trace-rate': options.traceRate,
    loops: options.loops === 1 ? undefined : options.loops,
    'trace-block-size': options.traceBlockSize,
    'cache-tokens': options.cacheTokens,
    'min-prompt-tokens': options.minPromptTokens,
    'max-prompt-tokens': options.maxPromptTokens,
    'num-prompts': options.numPrompts,
  }
}
