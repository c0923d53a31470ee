import { z } from 'zod'

/** Flags of every command that measures: where its other flags come from. */
export const configOptions = {
  config: z
    .string()
    .optional()
    .describe('YAML or JSON file with flags of the command by their names; the command line goes before it'),
  override: z
    .array(z.string())
    .default([])
    .describe('KEY=VALUE in place of what the config says, a.b=VALUE for a value inside a value'),
  printConfig: z.boolean().default(false).describe('print the config that the command line means, and do nothing else'),
} as const

export type ConfigOptions = z.infer<z.ZodObject<typeof configOptions>>
