import { z } from 'zod'
import type { flagSentences } from './flag-sentences.js'

/** A field of the request that the server does not take, such as `top_k_unsupported`. */
type UnsupportedField = `${string}_unsupported`
/** Name of a flag that this version writes. */
export type FlagName = keyof typeof flagSentences | UnsupportedField

/**
 * A flag in a file. Only names with a sentence are written, which the type holds; a file of another version may hold others, and
 * is read as it is.
 */
export const Flag: z.ZodType<FlagName, FlagName> = z.string() as unknown as z.ZodType<FlagName, FlagName>

/**
 * The flags whose condition holds, in the order given.
 *
 * @example flagsWhere({ retried: attempt > 0, output_short: false })
 */
export function flagsWhere(conditions: Readonly<Partial<Record<FlagName, boolean>>>): FlagName[] {
  return (Object.keys(conditions) as FlagName[]).filter((name) => conditions[name])
}
