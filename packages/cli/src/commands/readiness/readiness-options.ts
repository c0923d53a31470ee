import { ReadinessPlan } from '@sagellm-benchmark/suite/plans'
import { z } from 'zod'
import { targetOptions } from '../../options/target-options.js'
import { thresholdOptions } from '../../options/threshold-options.js'

const { readyCheck: _readyCheck, serverWait, ...reached } = targetOptions
const { processes, rateRps, steadySeconds, burstRequests, recoverySeconds, windowRequests } = ReadinessPlan.shape

/** A model of a hundred gigabytes is read for minutes before its server answers. */
const SERVER_WAIT_SECONDS = 1800

/** Flags of `readiness`. */
export const ReadinessOptions = z.object({
  backendUrl: z
    .string()
    .describe('base URL on this machine at which the server answers once it is started, e.g. http://127.0.0.1:8000/v1'),
  targetCommand: z.string().min(1).describe('shell command that runs the server in the foreground at that address'),
  coldCommand: z
    .string()
    .min(1)
    .optional()
    .describe(
      'shell command before each cold start that clears what makes a start warm; default: no start is called cold',
    ),
  model: z.string().optional().describe('served model id; default what is served'),
  label: z.string().optional().describe('name of the target in the reports; default endpoint'),

  processes,
  requestRate: rateRps,
  steadySeconds,
  burst: burstRequests,
  recoverySeconds,
  promptTokens: z.int().positive().default(256).describe('prompt length of every request, by estimate'),
  outputTokens: z.int().positive().default(64).describe('output length of every request'),
  ignoreEos: z.boolean().default(true).describe('force the full output length'),
  seed: z.int().nonnegative().optional().describe('fixes the prompts; default one drawn anew'),

  threshold: thresholdOptions.threshold.describe(
    "limits that are to hold again for the steady requests after the burst, else exit code 3: 'ttft<500', 'ttft.p95<300', 'errors<1%'",
  ),
  window: windowRequests,
  maxReady: z.number().positive().optional().describe('gate: every process is ready within so many seconds'),
  maxRecovery: z
    .number()
    .positive()
    .optional()
    .describe('gate: the limits hold again within so many seconds of the burst'),

  ...reached,
  serverWait: serverWait.default(SERVER_WAIT_SECONDS).describe('seconds that a start may take'),

  output: z
    .string()
    .default('./readiness_results')
    .describe('folder of the result; each process has a folder and a log in it'),
  html: z.boolean().default(false).describe('also write report.html'),
  quiet: z.boolean().default(false).describe('no progress'),
  verbose: z.boolean().default(false).describe('say what happens before and after measuring'),
})
export type ReadinessOptions = z.infer<typeof ReadinessOptions>
