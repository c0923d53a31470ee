import { z } from 'zod'

const positive = z.number().positive()

/** The simulated engine: what it serves, how fast it is, and which paths it takes. Every default of the simulator is here. */
export const SimulatorOptions = z.object({
  model: z.string().min(1).default('reference-tiny').describe('id under which the simulated model is served'),
  maxModelLen: z.int().positive().default(4096).describe('context length in tokens, prompt and answer together'),
  seed: z.int().default(42).describe('seed of texts, noise and speculation'),

  prefillTokensPerSecond: positive.default(20_000).describe('prompt tokens computed a second'),
  prefillBaseMs: z.number().nonnegative().default(2).describe('fixed cost of a step that computes prompts, ms'),
  chunkedPrefillTokens: z
    .int()
    .positive()
    .nullable()
    .default(null)
    .describe('token budget of a step that prompts and running answers share; none: prompts run in steps of their own'),
  decodeStepMs: positive.default(8).describe('duration of a decode step before its sequences are counted, ms'),
  decodePerSequenceMs: z.number().nonnegative().default(0.15).describe('added to a decode step by each sequence, ms'),
  noiseCv: z.number().min(0).max(2).default(0.02).describe('coefficient of variation of the lognormal noise of a step'),
  requestNoiseCv: z
    .number()
    .min(0)
    .max(2)
    .default(0)
    .describe('the same for the work of one request, the same for all of its tokens'),
  speedFactor: positive
    .default(1)
    .describe('speed of everything: 0.8 makes every duration 1.25 times as long, a known truth for comparisons'),

  maxBatchSize: z.int().positive().default(64).describe('sequences that run at once'),
  maxWaiting: z.int().nonnegative().default(4096).describe('sequences that may wait for a place; more are refused'),
  kvBlocks: z.int().positive().default(4096).describe('key-value memory in blocks'),
  kvBlockSize: z.int().positive().default(16).describe('tokens a block'),
  prefixCache: z.boolean().default(true).describe('whether prompts reuse the blocks of equal beginnings'),

  sharedStream: z.boolean().default(true).describe('whether requests share decode steps; off: one after another'),
  attentionPath: z
    .enum(['native', 'native-ascend', 'torch-fallback', 'contiguous'])
    .default('native')
    .describe('attention over paged memory under one of two names, its slow fallback, or unpaged'),
  blockTables: z
    .boolean()
    .default(true)
    .describe(
      'whether paged attention is given block tables and blocks as an answer grows; off: its whole room at the start',
    ),

  draftTokens: z
    .int()
    .nonnegative()
    .max(16)
    .default(0)
    .describe('tokens proposed by speculation in each step; 0 is off'),
  draftAcceptance: z.number().min(0).max(1).default(0.6).describe('chance that a proposed token is accepted'),

  freeOnDisconnect: z
    .boolean()
    .default(true)
    .describe('whether an answer ends when its client has gone; off: it is generated to its end, and keeps its place'),

  naturalOutputTokens: positive
    .nullable()
    .default(200)
    .describe('mean length at which an answer ends by itself when the request lets it; none: never'),
  reasoningTokens: z.int().nonnegative().default(0).describe('so many first tokens of each answer are reasoning'),
  multibyteShare: z.number().min(0).max(1).default(0.04).describe('share of characters outside ASCII among the words'),
})
export type SimulatorOptions = z.infer<typeof SimulatorOptions>
/** What a caller gives: everything has a default. */
export type SimulatorInput = z.input<typeof SimulatorOptions>
