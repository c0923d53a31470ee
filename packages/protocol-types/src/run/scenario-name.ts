import { z } from 'zod'

/** The named scenario that a plan is: the same name and version always mean the same requests. */
export const ScenarioName = z.object({
  name: z.string().min(1),
  version: z.int().positive().nullable().describe('null: of a file that numbers none'),
  file: z.string().nullable().default(null).describe('the file that describes it; null = one of the project’s own'),
})
export type ScenarioName = z.infer<typeof ScenarioName>
