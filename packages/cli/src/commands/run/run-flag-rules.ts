import type { FlagRule } from '../../command/flag-rules.js'
import {
  connectionRules,
  endpointFlags,
  keyRules,
  loadRules,
  plotRules,
  shardThreadRule,
} from '../../options/flag-rules.js'
import { sessionRules } from '../../options/session-rules.js'
import { lengthOptions } from '../../options/lengths-from-options.js'
import { RunOptions } from './run-options.js'
import { fixedByScenario } from './scenario-flags.js'

/** What a plan does not hold: how its results are shown and kept, and the secrets of its target. */
const besidePlan = [
  ...([
    'apiKey',
    'apiKeyEnv',
    'apiKeyFile',
    'apiKeyCommand',
    'apiKeyLifetime',
    'header',
    'tokenCache',
    'calibration',
    'dryRun',
    'quiet',
    'verbose',
    'liveView',
    'shard',
    'rendezvous',
    'shardRecords',
    'shardWait',
  ] as const),
  ...(['outputJson', 'export', 'html', 'plot', 'plotFormat', 'theme', 'dpi', 'plotDir'] as const),
]

/** What looks at all records, while they come or behind the last one. */
const ofTheResult = [
  ...(['outputJson', 'export', 'html', 'plot', 'plotFormat', 'plotDir', 'theme', 'dpi'] as const),
  ...(['contract', 'liveView', 'layout', 'untilPrecise', 'preciseMetric'] as const),
]

const all = Object.keys(RunOptions.shape) as (keyof RunOptions)[]
const others = (own: readonly (keyof RunOptions)[]) =>
  all.filter((flag) => !own.includes(flag) && !(besidePlan as readonly string[]).includes(flag))

const overHttp = ({ backendUrl, plan, resume }: RunOptions) =>
  backendUrl !== undefined || plan !== undefined || resume !== undefined

/** Datasets that come from no file. */
const madeHere: ReadonlySet<string> = new Set([
  'random',
  'random_tokens',
  'random-tokens',
  'prefix_repetition',
  'default',
  'synthetic',
])

/** Flags of `run` that would be ignored beside others. */
export const runFlagRules: readonly FlagRule<RunOptions>[] = [
  {
    flags: others(['resume']),
    when: ({ resume }) => resume === undefined,
    only: 'for a new run; --resume continues one with its own plan, in its own folder',
  },
  {
    flags: others(['plan', 'output', 'layout']),
    when: ({ plan }) => plan === undefined,
    only: 'without --plan, whose file says all of it',
  },
  {
    flags: ['shard'],
    when: ({ resume }) => resume === undefined,
    only: 'for a new run: one that was interrupted is continued by one process',
  },
  {
    flags: ['shard'],
    when: ({ backendUrl, plan }) => backendUrl !== undefined || plan !== undefined,
    only: 'for an endpoint, with --backend-url',
  },
  shardThreadRule,
  {
    flags: ['rendezvous', 'shardRecords', 'shardWait'],
    when: ({ shard }) => shard !== undefined,
    only: 'with --shard',
  },
  {
    flags: ofTheResult,
    when: ({ shardRecords }) => shardRecords !== 'local',
    only: 'where shard 0 has all records, without --shard-records local; report shows what merge made',
  },
  {
    flags: fixedByScenario,
    when: ({ scenario }) => scenario === undefined,
    only: 'without --scenario, whose plan is fixed',
  },
  {
    flags: ['datasetPath'],
    when: ({ scenario, scenarioFile }) => scenario === undefined || scenarioFile !== undefined,
    only: 'without --scenario, or with the one of a --scenario-file whose data set it is',
  },
  {
    flags: ['scenarioFile'],
    when: ({ scenario }) => scenario !== undefined,
    only: 'with --scenario, which names one of it',
  },
  {
    flags: ['threads', 'maxBatchSize'],
    when: ({ backendUrl }) => backendUrl === undefined,
    only: 'for inference in this program, without --backend-url',
  },
  {
    flags: ['backend'],
    when: ({ backend, backendUrl }) => backendUrl === undefined || backend !== 'cpu',
    only: 'for inference in this program where it is cpu, or with --backend-url as the name of an engine',
  },
  {
    flags: ['mode'],
    when: ({ mode, batchSize, concurrency, requestRate, maxConcurrency, trace }) =>
      mode === 'traffic' ||
      [batchSize, concurrency, requestRate, maxConcurrency, trace].every((each) => each === undefined),
    only: 'as batch without another load',
  },
  {
    flags: ['output'],
    when: ({ layout }) => layout === 'folder',
    only: 'without --layout original, which names the folder itself',
  },
  {
    flags: [...endpointFlags, 'firstTokenTimeout', 'interTokenTimeout', 'retries'],
    when: overHttp,
    only: 'for an endpoint, with --backend-url',
  },
  {
    flags: ['workload'],
    when: ({ workloadFile }) => workloadFile === undefined,
    only: 'without --workload-file',
  },
  {
    flags: ['datasetPath'],
    when: ({ dataset }) => dataset === undefined || !madeHere.has(dataset),
    only: 'with the --dataset of a file, or without --dataset; others are made here',
  },
  {
    flags: ['promptTokens', 'sharedPrefixTokens', 'prefixHitRate', 'prefixes', 'suffixTokens', 'language'],
    when: ({ dataset, datasetPath }) => datasetPath === undefined || (dataset !== undefined && madeHere.has(dataset)),
    only: 'for texts that are made here (no --dataset, or random); those of --dataset-path are sent as they are',
  },
  {
    flags: ['sharedPrefixTokens'],
    when: ({ prefixHitRate }) => prefixHitRate === undefined,
    only: 'without --prefix-hit-rate, which decides how long prefixes are',
  },
  {
    flags: ['suffixTokens'],
    when: ({ promptTokens, prefixHitRate }) => promptTokens === undefined && prefixHitRate === undefined,
    only: 'without --isl and --prefix-hit-rate, which say the length of the whole prompt',
  },
  {
    flags: ['maxConcurrency', 'rampUp'],
    when: ({ batchSize }) => batchSize === undefined,
    only: 'without --batch-size',
  },
  {
    flags: ['preciseMetric'],
    when: ({ untilPrecise }) => untilPrecise !== undefined,
    only: 'with --until-precise',
  },
  {
    flags: ['datasetRepeat'],
    when: ({ loops }) => loops === 1,
    only: 'without --loops, which replays all sessions of the file so many times',
  },
  { flags: ['balance', 'sessionHeader'], when: overHttp, only: 'for an endpoint, with --backend-url' },
  {
    flags: ['maxMinutes'],
    when: ({ untilPrecise, trace, requestRate, sessionFile }) =>
      [untilPrecise, trace, requestRate, sessionFile].some((flag) => flag !== undefined),
    only: 'with --until-precise, --trace, --session-file or --request-rate',
  },
  {
    flags: ['datasetRepeat'],
    when: ({ datasetPath, sessionFile }) => datasetPath !== undefined || sessionFile !== undefined,
    only: 'with --dataset-path or --session-file',
  },
  {
    flags: ['datasetOutputs'],
    when: ({ datasetPath }) => datasetPath !== undefined,
    only: 'with --dataset-path',
  },
  {
    flags: ['cancelShare'],
    when: ({ cancelAfterMs, cancelAfterTokens }) => cancelAfterMs !== undefined || cancelAfterTokens !== undefined,
    only: 'with --cancel-after-ms or --cancel-after-tokens',
  },
  { flags: ['loraAssignment'], when: ({ loraModules }) => loraModules.length > 0, only: 'with --lora-modules' },
  {
    flags: [...(Object.keys(lengthOptions) as (keyof typeof lengthOptions)[]), 'mix'],
    when: ({ dataset, datasetPath, trace }) =>
      trace === undefined && (datasetPath === undefined || (dataset !== undefined && madeHere.has(dataset))),
    only: 'for texts that are made here; those of a file or a trace have lengths of their own',
  },
  ...sessionRules,
  ...loadRules,
  ...connectionRules,
  ...keyRules,
  ...plotRules,
]
