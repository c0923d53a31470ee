import { z } from 'zod'

const text = z.string().nullable().default(null)

/** One request, or one statement, that a server was held to. */
export const CompatibilityCase = z.looseObject({
  name: z.string(),
  protocolVersion: text.describe('that this program speaks; null where the case is not about it'),
  negotiatedVersion: text.describe('that both sides speak'),
  endpointType: z.string().describe('chat, completions, or info'),
  stream: z.boolean(),
  expectedSuccess: z.boolean(),
  observedSuccess: z.boolean(),
  expectedErrorCode: text,
  observedErrorCode: text,
  responseText: text.describe('beginning of the answer'),
  consistencyGroup: text.describe('answers of a group have to be equal'),
})
export type CompatibilityCase = z.infer<typeof CompatibilityCase>

const consistencyVerdicts = ['equal', 'differs', 'not_deterministic', 'unanswered'] as const

/** The same prompt at temperature 0: twice streamed, twice in one piece. */
export const StreamConsistency = z.looseObject({
  group: z.string(),
  endpointType: z.string(),
  verdict: z.enum(consistencyVerdicts),
  message: z.string(),
  difference: z
    .object({
      at: z.int().nonnegative().describe('characters that are equal before it'),
      first: z.string(),
      second: z.string(),
    })
    .nullable()
    .default(null),
})
export type StreamConsistency = z.infer<typeof StreamConsistency>

/** Which versions, endpoints and forms of answer of a server hold together. */
export const CompatibilityMatrix = z.looseObject({
  overallPassed: z.boolean(),
  compatibilityPassRate: z.number().min(0).max(1),
  versionMismatchTotal: z.int().nonnegative(),
  errorCodeDistribution: z.record(z.string(), z.int().positive()),
  checks: z.record(z.string(), z.boolean()),
  notOffered: z.array(z.string()).default([]).describe('endpoint types that the server does not have'),
  cases: z.array(CompatibilityCase),
  streamNonstreamConsistency: z.array(StreamConsistency),
})
export type CompatibilityMatrix = z.infer<typeof CompatibilityMatrix>
