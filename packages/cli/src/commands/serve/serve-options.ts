import { CpuBatchSize } from '@sagellm-benchmark/protocol-types/engine'
import { ConnectionRules, dialectNames, SimulatorOptions } from '@sagellm-benchmark/reference-engine'
import { z } from 'zod'

const surface = {
  port: z.int().min(0).max(65_535).describe('port to listen on; 0 takes a free one'),
  host: z.string().default('127.0.0.1').describe('address to listen on'),
  dialect: z
    .string()
    .default('sagellm')
    .describe(`engine whose form of the protocol is spoken: ${dialectNames.join(', ')}`),
  logFile: z.string().optional().describe('append log lines to this file; default standard error'),
  apiKey: z.string().min(1).optional().describe('ask for this key as a bearer token; /health stays open'),
  streamInterval: z.int().positive().default(1).describe('engine steps that go into one chunk'),
  older: z.boolean().default(false).describe('speak as versions of about 2025 did: with --dialect vllm or lmdeploy'),
  reportCachedTokens: z
    .boolean()
    .optional()
    .describe('whether usage reports cached prompt tokens; default as the real server without its flag'),
}

const connections = {
  connectionThreads: z
    .int()
    .positive()
    .optional()
    .describe('threads that serve one connection each until it closes; further ones wait [default no limit]'),
  idleLimit: ConnectionRules.shape.idleMs,
  announceIdle: ConnectionRules.shape.announceIdle.describe('--no-announce-idle: keep the idle limit to itself'),
}

const { attentionPath: _, speedFactor: __, ...simulated } = SimulatorOptions.shape

/** Flags of `reference-engine`: the surface, then the simulator's own options with their defaults. */
export const ReferenceEngineOptions = z.object({
  ...surface,
  ...connections,
  ...simulated,
  slowdown: z
    .number()
    .positive()
    .default(1)
    .describe('factor on every duration: 1.25 is an engine whose tokens take 25 % longer'),
  pagedPath: z
    .enum(['native', 'native-ascend', 'fallback', 'off'])
    .default('native')
    .describe('attention path that runs and that the log then names; fallback and off are slower too'),
  fault: z
    .array(z.string())
    .default([])
    .describe(
      'fault for a share of all requests, NAME[@FIRST[-LAST]][:rate[:argument]], e.g. reset:0.1 or stall:0.05:2000',
    ),
})
export type ReferenceEngineOptions = z.infer<typeof ReferenceEngineOptions>

/** Flags of `serve-cpu`. */
export const ServeCpuOptions = z.object({
  ...surface,
  model: z.string().optional().describe('model folder or hub id; default the embedded tiny model'),
  maxBatchSize: CpuBatchSize,
  threads: z.int().positive().optional().describe('threads of the inference runtime; default 1'),
})
export type ServeCpuOptions = z.infer<typeof ServeCpuOptions>
