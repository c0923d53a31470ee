import { engineName } from '@sagellm-benchmark/protocol-types/engine'
import { servedDialects } from '@sagellm-benchmark/reference-engine'
import type { FlagRule } from '../../command/flag-rules.js'
import type { ReferenceEngineOptions, ServeCpuOptions } from './serve-options.js'

const withOlder = servedDialects.filter(({ older }) => older !== null).map(({ name }) => name)

/** What would be ignored of the flags of `serve-cpu`. */
export const serveCpuRules: readonly FlagRule<Pick<ServeCpuOptions, 'older' | 'dialect'>>[] = [
  {
    flags: ['older'],
    when: ({ dialect }) => withOlder.includes(engineName(dialect)),
    only: `with --dialect ${withOlder.join(' or ')}`,
  },
]

/** The same of `reference-engine`. */
export const referenceEngineRules: readonly FlagRule<ReferenceEngineOptions>[] = [
  ...serveCpuRules,
  { flags: ['draftAcceptance'], when: ({ draftTokens }) => draftTokens > 0, only: 'with --draft-tokens' },
]
