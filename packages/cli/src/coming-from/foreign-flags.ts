import { z } from 'zod'
import rows from './foreign-flags.json' with { type: 'json' }

/** The tools whose command lines people bring, with the names that they go by. */
export const tools = {
  vllm: 'vllm bench serve',
  'vllm-sweep': 'vllm bench sweep',
  sglang: 'sglang.bench_serving',
  'sglang-rust': 'sglang-bench',
  aiperf: 'aiperf profile',
  guidellm: 'guidellm run',
  evalscope: 'evalscope perf',
  'inference-perf': 'inference-perf',
  other: 'other load tools',
} as const

export type Tool = keyof typeof tools

/**
 * One flag of another tool. `same`: `run` has it with that meaning. `alias`: `run` takes it as another name of its own flag. `instead`:
 * it is answered with the flag to use. `differs`: `run` has a flag of that name that means something else. `none`: there is nothing
 * like it here, for the reason that the note gives.
 */
export const ForeignFlag = z
  .object({
    tool: z.enum(Object.keys(tools) as [Tool, ...Tool[]]),
    flag: z.string().regex(/^--[a-z0-9._-]+$/),
    fate: z.enum(['same', 'alias', 'instead', 'differs', 'none']),
    ours: z.string().min(1).nullable(),
    note: z.string().min(1).nullable(),
  })
  .refine(({ fate, ours, note }) => (fate === 'none' || fate === 'differs' ? note : ours) !== null, {
    message: 'says neither what to use nor why there is nothing',
  })
export type ForeignFlag = z.infer<typeof ForeignFlag>

/** Every flag of the tools, as they were in November 2026: the one table that answers and pages are made from. */
export const foreignFlags: readonly ForeignFlag[] = z.array(ForeignFlag).parse(rows)
