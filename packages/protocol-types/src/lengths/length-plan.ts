import { z } from 'zod'
import { entryNamed } from '../registry/entry-named.js'
import type { LengthKind } from './define-length-kind.js'
import { fixed } from './fixed.js'
import { histogram } from './histogram.js'
import { lengthKinds } from './length-kinds.js'
import { lognormal } from './lognormal.js'
import { normal } from './normal.js'
import { uniform } from './uniform.js'

/** How long prompts or answers are: one of `lengthKinds`. */
export const LengthDistribution = z.discriminatedUnion('kind', [
  fixed.schema,
  uniform.schema,
  normal.schema,
  lognormal.schema,
  histogram.schema,
])
export type LengthDistribution = z.infer<typeof LengthDistribution>

/** Lengths that differ from request to request. */
export const LengthPlan = z.object({
  prompt: LengthDistribution.nullable().default(null).describe('null: always the workload’s own length'),
  output: LengthDistribution.nullable().default(null).describe('null: always the workload’s own length'),
  promptAtMost: z
    .int()
    .positive()
    .nullable()
    .default(null)
    .describe('what the context window leaves; a longer draw is cut to it'),
  outputAtMost: z.int().positive().nullable().default(null),
})
export type LengthPlan = z.infer<typeof LengthPlan>

/** What is known of a distribution of lengths: the one place where the name of its kind is looked up. */
export function lengthKindOf(lengths: LengthDistribution): LengthKind {
  return entryNamed<LengthKind>(lengthKinds as unknown as readonly LengthKind[], {
    kind: 'length distribution',
    name: lengths.kind,
  })
}
