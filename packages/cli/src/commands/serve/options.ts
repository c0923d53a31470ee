import { SimulatorOptions } from '@sagellm-benchmark/reference-engine'
import { z } from 'zod'

const surface = {
  port: z.int().min(0).max(65_535).describe('port on 127.0.0.1; 0 takes a free one'),
  host: z.string().default('127.0.0.1').describe('address to listen on'),
  dialect: z
    .string()
    .default('sagellm')
    .describe('openai, sagellm, vllm, sglang, lmdeploy, tgi, trtllm, ollama, llamacpp'),
  logFile: z.string().optional().describe('append log lines to this file; default standard error'),
}

/** Flags of `reference-engine`: the surface, then the simulator's own options with their defaults. */
export const ReferenceEngineOptions = z.object({ ...surface, ...SimulatorOptions.shape })
export type ReferenceEngineOptions = z.infer<typeof ReferenceEngineOptions>

/** Flags of `serve-cpu`. */
export const ServeCpuOptions = z.object({
  ...surface,
  model: z.string().optional().describe('model folder or hub id; default the embedded tiny model'),
  maxBatchSize: z.int().positive().default(16).describe('requests decoded together; more wait'),
  threads: z.int().positive().optional().describe('threads of the inference runtime; default 1'),
})
export type ServeCpuOptions = z.infer<typeof ServeCpuOptions>
