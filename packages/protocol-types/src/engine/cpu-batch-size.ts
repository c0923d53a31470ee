import { z } from 'zod'

/** How many requests the CPU backend decodes together. */
export const CpuBatchSize = z.int().positive().default(16).describe('requests decoded together; more wait')
