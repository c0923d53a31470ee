import type { z } from 'zod'
import type { CommandDefinition } from './define-command.js'

/** The options of a command that are flags, with their schemas: all but the words behind `--`. */
export function flagEntries({
  options,
  behindDashes,
}: Pick<CommandDefinition, 'options' | 'behindDashes'>): [key: string, schema: z.ZodType][] {
  return Object.entries(options.shape as Record<string, z.ZodType>).filter(([key]) => key !== behindDashes)
}
