import { z } from 'zod'
import { endpointDefaults, planDefaults } from './plan-defaults.js'

/**
 * How an endpoint is reached: the flags of every command that measures one. Its address and model are each command's own
 * flags, because a command has one target or several.
 */
export const targetOptions = {
  endpoint: z.string().default(endpointDefaults.api).describe('chat or completions'),
  apiKey: z.string().optional().describe('never stored; default OPENAI_API_KEY'),
  header: z.array(z.string()).default([]).describe('extra header NAME=VALUE'),
  extraBody: z.string().optional().describe('JSON object merged into every request body'),
  dialect: z
    .string()
    .default(endpointDefaults.dialect)
    .describe('openai, sagellm, vllm, sglang, lmdeploy, tgi, trtllm, ollama, llamacpp'),
  transport: z
    .enum(['auto', 'raw', 'undici', 'fetch'])
    .default(endpointDefaults.transport)
    .describe('how bytes are read; auto is the most precise that fits'),
  tokenizer: z.string().optional().describe("folder with tokenizer.json; default the server's own /tokenize"),
  caFile: z.string().optional().describe('certificate authority for https'),
  insecure: z
    .boolean()
    .default(endpointDefaults.insecure)
    .describe('https without checking the certificate; the result says so'),
  serverWait: z
    .number()
    .nonnegative()
    .default(endpointDefaults.serverWaitSeconds)
    .describe('seconds to wait until the endpoint is ready'),
  requestTimeout: z
    .number()
    .positive()
    .default(planDefaults.timeouts.totalMs / 1000)
    .describe('seconds for a whole request'),
} as const

/** The values of `targetOptions`. */
export type TargetOptions = z.infer<z.ZodObject<typeof targetOptions>>
