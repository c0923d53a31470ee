import type {
  ParityEvaluation,
  ParityGate,
  ParityRun,
  ParityScenario,
} from '@sagellm-benchmark/protocol-types/canonical'

export type ParityInput = {
  readonly gate: ParityGate
  readonly candidate: ParityRun
  readonly references: readonly ParityRun[]
}

type Verdict = ParityEvaluation['scenarios'][number]

/**
 * Holds a candidate against the best reference of each scenario of a gate. What is not known passes nothing: a scenario without decode
 * steps, or without a reference, does not pass, and says which it lacks.
 *
 * @example evaluateParity({ gate: defaultParityGate, candidate, references }).passed
 */
export function evaluateParity({ gate, candidate, references }: ParityInput): ParityEvaluation {
  const scenarios = gate.scenarios.map((wanted) => judged(wanted, { gate, candidate, references }))
  return {
    schemaVersion: 'parity-gate-evaluation/v1',
    gateId: gate.gateId,
    candidate: candidate.label,
    references: references.map(({ label }) => label),
    passed: scenarios.length > 0 && scenarios.every(({ passed }) => passed),
    scenarios,
  }
}

function judged(wanted: ParityGate['scenarios'][number], { gate, candidate, references }: ParityInput): Verdict {
  const find = (run: ParityRun) =>
    run.scenarios.find((each) => each.scenarioName === wanted.name && each.batchSize === wanted.batchSize)
  const own = find(candidate)
  const others = references.flatMap((run) => {
    const scenario = find(run)
    return scenario ? [{ label: run.label, scenario }] : []
  })
  const best = bestOf(others)
  const tbtRatio = ratio(own?.avgTbtMs, best.tbtMs)
  const outputThroughputRatio = ratio(own?.outputThroughputTps, best.throughputTps)
  const base = {
    scenarioName: wanted.name,
    batchSize: wanted.batchSize,
    reference: best.label,
    tbtRatio,
    outputThroughputRatio,
  }
  const [category, ...findings] = faults(own, {
    gate,
    hasReference: others.length > 0,
    tbtRatio,
    outputThroughputRatio,
  })
  return { ...base, category, passed: category === 'pass', findings }
}

/** The best of each figure, whoever has it: a candidate has to keep up with each. */
function bestOf(others: readonly { readonly label: string; readonly scenario: ParityScenario }[]) {
  const known = (pick: (each: ParityScenario) => number | null) =>
    others.flatMap(({ scenario }) => {
      const value = pick(scenario)
      return value === null ? [] : [value]
    })
  const tbts = known(({ avgTbtMs }) => avgTbtMs)
  const throughputs = known(({ outputThroughputTps }) => outputThroughputTps)
  const tbtMs = tbts.length > 0 ? Math.min(...tbts) : null
  const throughputTps = throughputs.length > 0 ? Math.max(...throughputs) : null
  const label = others.find(({ scenario }) => scenario.outputThroughputTps === throughputTps)?.label ?? others[0]?.label
  return { tbtMs, throughputTps, label: label ?? null }
}

type Facts = {
  readonly gate: ParityGate
  readonly hasReference: boolean
  readonly tbtRatio: number | null
  readonly outputThroughputRatio: number | null
}

/** The gravest category, and a sentence for each fault. */
function faults(own: ParityScenario | undefined, facts: Facts): [Verdict['category'], ...string[]] {
  const { thresholds } = facts.gate
  if (!own) return ['capability', 'the candidate has no such scenario']
  if (own.capabilityGaps.length > 0) return ['capability', `the candidate lacks ${own.capabilityGaps.join(', ')}`]
  const correct = own.correctnessPassRate
  if (correct === null || correct < thresholds.minCorrectnessPassRate)
    return ['correctness', `${said(correct)} of the answers are right, ${thresholds.minCorrectnessPassRate} are wanted`]
  if (own.fallbackRate !== null && own.fallbackRate > thresholds.maxFallbackRate)
    return ['fallback', `${said(own.fallbackRate)} of the steps fell back, ${thresholds.maxFallbackRate} may`]
  if (thresholds.requireStepEvidence && !own.hasStepEvidence)
    return ['telemetry', 'no decode step shows which path ran']
  if (!facts.hasReference) return ['no_reference', 'no reference has this scenario']
  const slow = [
    ...above(facts.tbtRatio, thresholds.maxTbtRatioVsBestReference),
    ...below(facts.outputThroughputRatio, thresholds.minOutputThroughputRatioVsBestReference),
  ]
  return slow.length > 0 ? ['performance', ...slow] : ['pass']
}

function above(value: number | null, limit: number): string[] {
  return value !== null && value <= limit
    ? []
    : [`TBT is ${said(value)} of the best reference, at most ${limit} may be`]
}

function below(value: number | null, limit: number): string[] {
  return value !== null && value >= limit
    ? []
    : [`output throughput is ${said(value)} of the best reference, at least ${limit} must be`]
}

function ratio(value: number | null | undefined, reference: number | null): number | null {
  return value === null || value === undefined || !reference ? null : value / reference
}

function said(value: number | null): string {
  return value === null ? 'a share that is not known' : String(Number(value.toFixed(4)))
}
