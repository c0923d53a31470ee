import type { FlagRule } from '../../command/flag-rules.js'
import { connectionRules, endpointFlags, keyRules, plotRules, severalLoadsRules } from '../../options/flag-rules.js'
import { thresholdOptions } from '../../options/threshold-options.js'
import { failureOptions } from '../../options/failure-options.js'
import { loadOptions } from '../../options/load-options.js'
import type { PerfOptions } from './perf-options.js'

const failureFlags = [...keysOf(failureOptions), ...keysOf(thresholdOptions)]
const loadFlags = keysOf(loadOptions)

function keysOf<Options extends object>(options: Options): (keyof Options)[] {
  return Object.keys(options) as (keyof Options)[]
}

/** Whether an endpoint is measured. */
export function isLive({ live, backendUrl }: Pick<PerfOptions, 'live' | 'backendUrl'>): boolean {
  return live || backendUrl !== undefined
}

/** Flags of `perf` that would be ignored beside others. */
export const perfFlagRules: readonly FlagRule<PerfOptions>[] = [
  {
    flags: ['device', 'iterations', 'warmup', 'operator'],
    when: ({ type }) => type === 'operator',
    only: 'with --type operator',
  },
  {
    flags: [
      ...([
        'model',
        'batchSize',
        'precision',
        'scenario',
        'rounds',
        'restarts',
        'maxSeqLen',
        'maxOutputTokens',
      ] as const),
      ...(['live', 'backendUrl', 'simulate', 'requestTimeout'] as const),
      ...loadFlags,
      ...endpointFlags,
      ...failureFlags,
    ],
    when: ({ type }) => type === 'e2e',
    only: 'with --type e2e',
  },
  { flags: endpointFlags, when: isLive, only: 'for an endpoint, with --live or --backend-url' },
  { flags: ['simulate'], when: (options) => !isLive(options), only: 'without --live and --backend-url' },
  {
    flags: ['threads'],
    when: (options) => !isLive(options) && !options.simulate,
    only: 'for inference in this program, without --live, --backend-url and --simulate',
  },
  { flags: ['theme'], when: ({ plot }) => plot, only: 'with --plot' },
  ...severalLoadsRules,
  ...connectionRules,
  ...keyRules,
  ...plotRules,
]
