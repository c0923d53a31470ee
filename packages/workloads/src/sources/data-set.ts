import { z } from 'zod'
import { definePromptSource } from './define-prompt-source.js'
import { dataSetOptions } from './open-data-set.js'
import { openRows, rowsWanted } from './recorded-rows.js'

const options = z.strictObject({
  ...dataSetOptions,
  format: z.string().min(1).nullable().default(null).describe('name of its format; null = by its own content'),
  order: z.enum(['file', 'random']).default('file').describe('as the file has them, or drawn from the seed'),
  outputs: z
    .enum(['row', 'workload'])
    .default('row')
    .describe('how long answers are: as the row or its recorded reply is, or as the workload says'),
  minPromptTokens: z.int().positive().nullable().default(null),
  maxPromptTokens: z.int().positive().nullable().default(null),
  requests: z.int().positive().nullable().default(null).describe('read no further once there are so many'),
})

export const dataSet = definePromptSource({
  name: 'data_set',
  description: 'prompts of a file in one of the known formats, each with the length and the fields that its row says',
  options,
  files: () => [],
  traces: (settings) => [rowsWanted(settings)],
  open: openRows,
})
