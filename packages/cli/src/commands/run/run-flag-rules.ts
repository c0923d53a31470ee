import type { FlagRule } from '../../command/flag-rules.js'
import { connectionRules, endpointFlags, loadRules, plotRules } from '../../options/flag-rules.js'
import { RunOptions } from './run-options.js'

/** What a plan does not hold: how its results are shown and kept, and the secrets of its target. */
const besidePlan = [
  ...(['apiKey', 'header', 'tokenCache', 'calibration', 'dryRun', 'quiet', 'verbose', 'liveView'] as const),
  ...(['outputJson', 'export', 'html', 'plot', 'plotFormat', 'theme', 'dpi', 'plotDir'] as const),
]

const all = Object.keys(RunOptions.shape) as (keyof RunOptions)[]
const others = (own: readonly (keyof RunOptions)[]) =>
  all.filter((flag) => !own.includes(flag) && !(besidePlan as readonly string[]).includes(flag))

const overHttp = ({ backendUrl, plan, resume }: RunOptions) =>
  backendUrl !== undefined || plan !== undefined || resume !== undefined

/** Flags of `run` that would be ignored beside others. */
export const runFlagRules: readonly FlagRule<RunOptions>[] = [
  {
    flags: others(['resume']),
    when: ({ resume }) => resume === undefined,
    only: 'for a new run; --resume continues one with its own plan, in its own folder',
  },
  {
    flags: others(['plan', 'output']),
    when: ({ plan }) => plan === undefined,
    only: 'without --plan, whose file says all of it',
  },
  {
    flags: ['backend', 'threads', 'maxBatchSize'],
    when: ({ backendUrl }) => backendUrl === undefined,
    only: 'for inference in this program, without --backend-url',
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
    when: ({ dataset }) => dataset !== undefined,
    only: 'with --dataset',
  },
  {
    flags: ['maxConcurrency', 'rampUp'],
    when: ({ batchSize }) => batchSize === undefined,
    only: 'without --batch-size',
  },
  ...loadRules,
  ...connectionRules,
  ...plotRules,
]
