import { z } from 'zod'

/** How starts and bursts of a server are measured. Every default is here. */
export const ReadinessPlan = z.object({
  command: z
    .string()
    .min(1)
    .describe('shell command that runs the server in the foreground, at the address of the target'),
  coldCommand: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe(
      'shell command before each cold start: it clears what makes a start warm, such as caches of compiled code',
    ),
  processes: z
    .int()
    .positive()
    .default(3)
    .describe('warm restarts to measure, and as many cold starts where there is a command for them; 5 give intervals'),
  rateRps: z.number().positive().default(2).describe('requests a second of the steady load, evenly spaced'),
  steadySeconds: z.number().positive().default(10).describe('steady load before the burst'),
  burstRequests: z.int().nonnegative().default(32).describe('requests that come at once; 0: no load is measured'),
  recoverySeconds: z.number().positive().default(30).describe('steady load from the burst on'),
  windowRequests: z
    .int()
    .positive()
    .default(5)
    .describe(
      'steady requests in a row against which the limits are held; more than one so that a chance miss may count less',
    ),
  thresholds: z.array(z.string()).default([]).describe('limits that are to hold again after the burst'),
  maxReadySeconds: z.number().positive().nullable().default(null).describe('gate: every process is ready within'),
  maxRecoverySeconds: z.number().positive().nullable().default(null).describe('gate: the limits hold again within'),
  pollMs: z.number().positive().default(50).describe('between two looks whether the server is ready, ms'),
})
export type ReadinessPlan = z.infer<typeof ReadinessPlan>
export type ReadinessPlanInput = z.input<typeof ReadinessPlan>
