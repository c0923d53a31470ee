import { z } from 'zod'
import { definePromptSource } from './define-prompt-source.js'
import { dataSetOptions } from './open-data-set.js'
import { openRows, type RowSettings, rowsWanted } from './recorded-rows.js'

const options = z.strictObject({
  ...dataSetOptions,
  outputs: z
    .enum(['workload', 'reply'])
    .default('workload')
    .describe('how long answers are: as the workload says, or as long as the recorded reply'),
  minPromptTokens: z.int().nonnegative().default(4),
  maxPromptTokens: z.int().positive().default(1024),
})
type Options = z.infer<typeof options>

const settingsOf = ({ outputs, ...others }: Options): RowSettings => ({
  ...others,
  format: 'sharegpt',
  order: 'random',
  outputs: outputs === 'reply' ? 'row' : 'workload',
  requests: null,
})

/** What vLLM calls so: the format of the same name under its rules of length and order. */
export const sharegpt = definePromptSource<Options>({
  name: 'sharegpt',
  description: 'the first human turn of recorded conversations, a ShareGPT file, in an order drawn from the seed',
  options,
  files: () => [],
  traces: (given) => [rowsWanted(settingsOf(given))],
  open: (given, context) => openRows(settingsOf(given), context),
})
