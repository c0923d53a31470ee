import { z } from 'zod'
import { connectionOptions } from './connection-options.js'
import { endpointDefaults, planDefaults } from './plan-defaults.js'

/**
 * How an endpoint is reached: the flags of every command that measures one. Its address and model are each command's own
 * flags, because a command has one target or several.
 */
export const targetOptions = {
  endpoint: z
    .string()
    .default(endpointDefaults.api)
    .describe('chat, completions, or native: the Protocol of a sageLLM engine, at its own port'),
  apiKey: z.string().optional().describe('never stored, but seen in ps; default OPENAI_API_KEY'),
  apiKeyEnv: z.string().min(1).optional().describe('name of the environment variable that holds the key'),
  apiKeyFile: z.string().min(1).optional().describe('file that holds the key and nothing else'),
  apiKeyCommand: z
    .string()
    .min(1)
    .optional()
    .describe('command whose first line of output is the key; run again when the key is old or refused'),
  apiKeyLifetime: z.number().positive().default(3000).describe('seconds after which a command for a key is run again'),
  header: z.array(z.string()).default([]).describe('extra header NAME=VALUE'),
  extraBody: z.string().optional().describe('JSON object merged into every request body'),
  usagePerChunk: z
    .boolean()
    .default(endpointDefaults.usagePerChunk)
    .describe('ask for a usage on every chunk (vLLM, SGLang): exact TBT where chunks hold several tokens'),
  traceparent: z
    .boolean()
    .default(false)
    .describe('each request bears a W3C trace header; its ids are kept in records.jsonl and in the plan'),
  dialect: z
    .string()
    .default(endpointDefaults.dialect)
    .describe(
      'openai, sagellm, vllm, sglang, lmdeploy, tgi, trtllm, ollama, llamacpp; sagellm-native with --endpoint native',
    ),
  ...connectionOptions,
  tokenizer: z.string().optional().describe("folder with tokenizer.json; default the server's own /tokenize"),
  serverWait: z
    .number()
    .nonnegative()
    .default(endpointDefaults.serverWaitSeconds)
    .describe('seconds to wait until the endpoint is ready'),
  tokenCache: z
    .boolean()
    .default(true)
    .describe(
      '--no-token-cache: the server is asked for the length of every prompt, also of those it counted in an earlier run',
    ),
  calibration: z
    .boolean()
    .default(true)
    .describe(
      '--no-calibration: a calibration of this machine, e.g. one made in a noisy moment, marks and withholds nothing',
    ),
  maxAnswerMemory: z
    .number()
    .positive()
    .default(endpointDefaults.maxAnswerMemoryMb)
    .describe('MB that all answers in flight may hold together'),
  readyCheck: z
    .boolean()
    .default(endpointDefaults.readyCheck)
    .describe('--no-ready-check: send at once, without the trial request that shows that the endpoint is ready'),
  modelUnlisted: z
    .boolean()
    .default(endpointDefaults.modelUnlisted)
    .describe("send the model's name also where the endpoint's list of models lacks it"),
  requestTimeout: z
    .number()
    .positive()
    .default(planDefaults.timeouts.totalMs / 1000)
    .describe('seconds for a whole request'),
} as const

/** The values of `targetOptions`. */
export type TargetOptions = z.infer<z.ZodObject<typeof targetOptions>>
