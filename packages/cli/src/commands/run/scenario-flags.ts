import { connectionOptions } from '../../options/connection-options.js'
import { plotOptions } from '../../options/plot-options.js'
import { shardOptions } from '../../options/shard-options.js'
import { RunOptions } from './run-options.js'

/** Which scenario it is, and which target it is sent to: how that is reached, by whom, and how long it is waited for. */
const target = [
  ...(['scenario', 'scenarioFile', 'backend', 'backendUrl', 'balance', 'sessionHeader', 'model', 'label'] as const),
  ...([
    'endpoint',
    'dialect',
    'tokenizer',
    'threads',
    'maxBatchSize',
    'header',
    'usagePerChunk',
    'traceparent',
  ] as const),
  ...(['apiKey', 'apiKeyEnv', 'apiKeyFile', 'apiKeyCommand', 'apiKeyLifetime', 'serverWait', 'readyCheck'] as const),
  ...(['modelUnlisted', 'maxAnswerMemory', 'tokenCache', 'calibration'] as const),
  ...(['requestTimeout', 'firstTokenTimeout', 'interTokenTimeout'] as const),
  ...(Object.keys(connectionOptions) as (keyof typeof connectionOptions)[]),
  // Which machines send it: requests and times are the same for any number of them.
  ...(Object.keys(shardOptions) as (keyof typeof shardOptions)[]),
]

/** How often it is measured, from which seed, and what is held against the result. */
const verdicts = [
  ...(['seed', 'repeat', 'untilPrecise', 'preciseMetric', 'maxMinutes', 'goodput', 'contract'] as const),
  ...(['maxErrorRate', 'stopAfterErrors'] as const),
]

/** How the result is kept and shown. */
const results = [
  ...([
    'output',
    'layout',
    'outputJson',
    'export',
    'html',
    'liveView',
    'metadata',
    'saveText',
    'saveDetailed',
  ] as const),
  ...(['metricPercentiles', 'dryRun', 'quiet', 'verbose', 'plan', 'resume'] as const),
  ...(Object.keys(plotOptions) as (keyof typeof plotOptions)[]),
]

const open: ReadonlySet<string> = new Set([...target, ...verdicts, ...results, 'datasetPath'])

/**
 * What the plan of a scenario fixes: with another value it would be another load under the same name. Every flag is fixed that is not named
 * above, so that a new one cannot change a scenario unseen.
 */
export const fixedByScenario = (Object.keys(RunOptions.shape) as (keyof RunOptions)[]).filter((flag) => !open.has(flag))
