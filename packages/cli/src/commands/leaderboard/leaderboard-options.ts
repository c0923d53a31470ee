import { z } from 'zod'

const input = z
  .array(z.string())
  .default([])
  .describe('folder or file with entries of runs [default ./outputs and ./benchmark_results, as far as they are there]')
const site = z
  .enum(['original', 'successor'])
  .optional()
  .describe('refuse entries that this site would not take; default: its demands are not looked at')
const token = z.string().optional().describe('never stored, but seen in ps; default HF_TOKEN')

/** Flags of `leaderboard aggregate`. */
export const AggregateOptions = z.object({
  input,
  output: z.string().default('./hf_data').describe('folder for the files that the sites read'),
  dataset: z
    .string()
    .optional()
    .describe('ORGANISATION/NAME on the Hub whose published entries stay; default none are read'),
  site,
  token,
})
export type AggregateOptions = z.infer<typeof AggregateOptions>

/** Flags of `leaderboard publish`. */
export const PublishOptions = z.object({
  input,
  dataset: z.string().default('intellistream/sagellm-benchmark-results').describe('ORGANISATION/NAME on the Hub'),
  site,
  dryRun: z.boolean().default(true).describe('--no-dry-run: write into the data set, in one commit'),
  token,
  private: z.boolean().default(false).describe('a data set that is made for it is private'),
  public: z.boolean().default(false).describe('it is public, as without this flag'),
})
export type PublishOptions = z.infer<typeof PublishOptions>
