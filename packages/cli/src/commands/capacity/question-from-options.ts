import { BenchError, invalidArgument } from '@sagellm-benchmark/protocol-types'
import { plainProblem } from '@sagellm-benchmark/protocol-types/edge'
import type { CapacityInput } from '@sagellm-benchmark/suite/sweep'
import type { CommandIo } from '../../command/define-command.js'
import { flagName } from '../../command/flags.js'
import { drawnSeed } from '../../options/drawn-seed.js'
import { parseThresholds } from '../../options/parse-thresholds.js'
import { resolvePlan } from '../run/resolve-plan.js'
import { RunOptions } from '../run/run-options.js'
import type { CapacityOptions } from './capacity-options.js'

/** Minutes of measuring that a search has where nobody says how many. */
const USUAL_BUDGET = 60

/**
 * What the flags of `capacity` ask for, with the plan that `run` would make of its own.
 *
 * @throws BenchError `invalid_argument` for no SLO, a range or a share that is none, or flags that `run` refuses.
 */
export async function questionFromOptions(options: CapacityOptions, io: CommandIo): Promise<CapacityInput> {
  const { slo, by, between, start = null, precision, confidence, budget = USUAL_BUDGET } = options
  if (slo.length === 0)
    throw new BenchError('invalid_argument', 'a capacity needs an SLO', {
      hint: "say what a load has to meet, such as --slo 'ttft.p99<500' 'errors<1%'",
    })
  const range = between === undefined ? { low: null, high: null } : rangeOf(between)
  const question = {
    ...{ by, start, ...range, slo: parseThresholds(slo, '--slo') },
    precision: shareOf('--precision', precision),
    confidence: confidenceOf(confidence),
    budgetSeconds: budget * 60,
  }
  const { plan } = await resolvePlan(runOptionsOf(options), io)
  return { question, plan: { ...plan, seedDrawn: options.seed === undefined } }
}

function rangeOf(text: string): { low: number; high: number } {
  const [, low, high] = /^(\d+(?:\.\d+)?|\.\d+?)\.\.(\d+(?:\.\d+)?)$/.exec(text.trim()) ?? []
  const range = { low: Number(low), high: Number(high) }
  if (range.low > 0 && range.high > range.low) return range
  throw invalidArgument('--between', text, 'give the least and the highest load, such as 1..64')
}

/** `20%` or `0.2`. */
function shareOf(flag: string, text: string): number {
  const [, digits, percent] = /^(\d+(?:\.\d+)?|\.\d+)\s*(%?)$/.exec(text.trim()) ?? []
  const share = Number(digits) / (percent === '%' ? 100 : 1)
  if (share > 0 && (percent === '%' || share < 1)) return share
  throw invalidArgument(flag, text, 'give a per cent above 0, such as 20%')
}

function confidenceOf(text: string): number {
  const share = shareOf('--confidence', text)
  if (share >= 0.5 && share < 1) return share
  throw invalidArgument('--confidence', text, 'give a per cent from 50 up to below 100, such as 95%')
}

/** A load stands in for those that the search tries. */
function runOptionsOf(options: CapacityOptions): RunOptions {
  const {
    slo: _s,
    by,
    between: _b,
    start: _t,
    precision: _p,
    confidence: _c,
    budget: _g,
    resume: _r,
    ...shared
  } = options
  const seed = options.seed ?? (options.backendUrl === undefined ? undefined : drawnSeed())
  const load = by === 'rate' ? { requestRate: '1' } : { concurrency: 1, maxConcurrency: undefined }
  const all = { ...shared, seed, numPrompts: 100, ...load }
  const parsed = RunOptions.safeParse(all)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const flag = flagName(String(issue?.path[0] ?? ''))
  throw new BenchError('invalid_argument', `${flag}: ${plainProblem(issue, all)}`, {
    hint: 'see sagellm-benchmark capacity --help',
  })
}
