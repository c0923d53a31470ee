import { z } from 'zod'
import { FreeFields } from '../json/free-fields.js'
import { LengthPlan } from '../lengths/length-plan.js'

/** One part of a request mix: what its requests have of their own. Everything that it leaves out is the workload's. */
export const MixPart = z.object({
  name: z.string().min(1).describe('stands in the record of each of its requests, and in the report'),
  weight: z.number().positive().default(1).describe('how often, beside the other parts; any unit'),
  source: z.string().min(1).optional().describe('where its prompts come from'),
  sourceOptions: FreeFields.optional(),
  language: z.enum(['en', 'zh', 'mixed']).optional(),
  promptTokens: z.int().positive().optional(),
  outputTokens: z.int().positive().optional(),
  lengths: LengthPlan.nullable().optional(),
  extraBody: FreeFields.default({}).describe(
    'fields of the body, over those of the workload: model (a LoRA adapter is one), priority, anything',
  ),
})
export type MixPart = z.infer<typeof MixPart>
