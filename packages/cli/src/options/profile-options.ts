import { z } from 'zod'
import type { FlagRule } from '../command/flag-rules.js'
import { countsSessions } from './counts-sessions.js'
import type { Flags } from './flag-words.js'

/** Named scenarios, with the lengths of those that bring their own. */
export const profiles = {
  vllm_random: { source: 'random', promptTokens: 128, outputTokens: 128 },
  vllm_sharegpt: { source: 'sharegpt', promptTokens: 256, outputTokens: 128 },
  vllm_hf: { source: 'file', promptTokens: 256, outputTokens: 128 },
  vllm_custom: { source: 'file', promptTokens: 256, outputTokens: 128 },
} as const

/** What is sent under a name: the flags of the commands that measure endpoints against each other. */
export const profileOptions = {
  profile: z
    .enum(Object.keys(profiles) as [keyof typeof profiles, ...(keyof typeof profiles)[]])
    .optional()
    .describe(
      'a named scenario: vllm_random (128 to 128 tokens), or the prompts of --dataset-path: vllm_sharegpt (conversations), vllm_hf and vllm_custom (a JSON object a line)',
    ),
  supplement: z
    .array(z.enum(['q1q8_supplement']))
    .default([])
    .describe('scenarios beside the main ones: Q1 to Q8; the result says which are which'),
  datasetPath: z.string().optional().describe('file of the prompts of a profile'),
  promptTokens: z
    .int()
    .positive()
    .optional()
    .describe('prompt length of --profile vllm_random [default 128], or of first turns [default 256]'),
  outputTokens: z
    .int()
    .positive()
    .optional()
    .describe('output length of a profile, or of the answers of sessions [default 128]'),
} as const

export type ProfileOptions = z.infer<z.ZodObject<typeof profileOptions>>

export const profileRules: readonly FlagRule<ProfileOptions & { readonly workload: readonly string[] }>[] = [
  { flags: ['profile'], when: ({ workload }) => workload.length === 0, only: 'without --workload' },
  {
    flags: ['datasetPath'],
    when: ({ profile }) => readsFile(profile),
    only: 'with a --profile other than vllm_random',
  },
  {
    flags: ['promptTokens'],
    when: (options) => options.profile === 'vllm_random' || hasTurns(options),
    only: 'with --profile vllm_random or --turns',
  },
  {
    flags: ['outputTokens'],
    when: (options) => options.profile !== undefined || countsSessions(options),
    only: 'with --profile, --turns or --session-file',
  },
]

function hasTurns(options: object): boolean {
  return (options as { readonly turns?: unknown }).turns !== undefined
}

/** Whether the prompts of a profile come from a file. */
export function readsFile(profile: ProfileOptions['profile']): boolean {
  return profile !== undefined && profile !== 'vllm_random'
}

/** The flags as they were given. */
export function profileFlags(options: ProfileOptions): Flags {
  return {
    profile: options.profile,
    supplement: options.supplement,
    'dataset-path': options.datasetPath,
    'prompt-tokens': options.promptTokens,
    'output-tokens': options.outputTokens,
  }
}
