import { z } from 'zod'

/** Flags of `workload-template`. */
export const WorkloadTemplateOptions = z.object({
  output: z.string().optional().describe('file to write [default workloads_template.json, or .yaml]'),
  format: z
    .enum(['json', 'yaml'])
    .optional()
    .describe('form of the file; default as the name of --output ends, else json'),
})
export type WorkloadTemplateOptions = z.infer<typeof WorkloadTemplateOptions>
