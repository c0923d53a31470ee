import { z } from 'zod'
import { flagsOfOneRun } from '../run/flags-of-one-run.js'
import { RunOptions } from '../run/run-options.js'

/** Flags of `run` that the search decides, that a load of its own has, or that are those of one run alone. */
const otherwise = {
  ...flagsOfOneRun,
  concurrency: true,
  requestRate: true,
  numPrompts: true,
  duration: true,
  repeat: true,
  batchSize: true,
  mode: true,
  load: true,
  rampUp: true,
  rampUpStrategy: true,
  rampUpStartRps: true,
  rampUpEndRps: true,
  trace: true,
  traceFormat: true,
  traceStart: true,
  traceDuration: true,
  traceRate: true,
  traceBlockSize: true,
  cacheTokens: true,
  timeScale: true,
  loops: true,
  untilPrecise: true,
  preciseMetric: true,
  maxMinutes: true,
  minPromptTokens: true,
  maxPromptTokens: true,
  goodput: true,
  sessionHeader: true,
  scenario: true,
  scenarioFile: true,
  workloadFile: true,
  sessionFile: true,
  sessionFormat: true,
  answers: true,
  sessions: true,
  concurrentSessions: true,
  sessionRate: true,
  turns: true,
  growthTokens: true,
  turnThink: true,
  subagents: true,
  subagentTurns: true,
  toolTime: true,
  metricPercentiles: true,
  saveDetailed: true,
} as const

/** Flags of `capacity`: those of `run` that shape a request, and what a search needs. */
export const CapacityOptions = RunOptions.omit(otherwise).extend({
  slo: z
    .array(z.string())
    .default([])
    .describe(
      "what a load has to meet: 'ttft.p99<500' 'tbt.p95<50' 'errors<0.1%'; several after one flag, or with commas",
    ),
  by: z
    .enum(['rate', 'concurrency'])
    .default('rate')
    .describe('what a load is: arrivals a second, or requests always in flight'),
  between: z
    .string()
    .optional()
    .describe(
      'least and highest load that may be tried, LOW..HIGH; default for a rate around what comes back when many are sent at once, else 1..1024',
    ),
  start: z.number().positive().optional().describe('first load that is tried; default within the range'),
  precision: z
    .string()
    .default('20%')
    .describe('the search ends once its interval is as narrow: width as a share of its lower end'),
  confidence: z.string().default('95%').describe('how sure the interval is, whenever the search ends'),
  budget: z
    .number()
    .positive()
    .optional()
    .describe(
      'no measurement starts after so many minutes of measuring, those before --resume among them; default 60, or what the resumed search had',
    ),
  output: z
    .string()
    .default('./capacity_results')
    .describe('folder of the search; each measurement has a folder in it'),
  resume: z.string().optional().describe('go on with the search in this folder; what was measured counts'),
})
export type CapacityOptions = z.infer<typeof CapacityOptions>
