import { z } from 'zod'

/** What the servers run on, which later branches of the Python original ask for. */
export const hardwareFamily = z
  .string()
  .min(1)
  .optional()
  .describe('cpu, cuda, ascend, ...: what it runs on; sageLLM then has to have its feature gate of explicit decode on')
