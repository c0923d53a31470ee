import { processorOf } from '@sagellm-benchmark/metrics/verdicts'
import type { EnvironmentManifest, MeasuredTarget } from '@sagellm-benchmark/protocol-types/artifacts'
import { loadLabel } from '@sagellm-benchmark/protocol-types/comparison'
import { loadText } from '@sagellm-benchmark/protocol-types/loads'
import { type Figure, figuresIn } from '@sagellm-benchmark/protocol-types/metrics'
import type { E2ePerfFile } from '@sagellm-benchmark/protocol-types/performance'
import type { ReadinessFile } from '@sagellm-benchmark/protocol-types/readiness'
import type { SweepFile } from '@sagellm-benchmark/protocol-types/sweeps'
import type { ReadArtifact } from '@sagellm-benchmark/reporters'
import { claimsNothing } from '../sweep/point-of-run.js'
import { environmentFacts, withoutNulls } from './environment-facts.js'
import type { MeasuredPoint } from './measured-point.js'
import { pointsOfReadiness } from './points-of-readiness.js'

type Summary = Extract<ReadArtifact, { readonly kind: 'summary' }>['value']
type Metrics = Extract<ReadArtifact, { readonly kind: 'metrics' }>['value']
type Comparison = Extract<ReadArtifact, { readonly kind: 'comparison' }>['value']

/** Flags of a measurement that claims nothing of the server: those that keep a point out of the claims of a sweep, and one that was cut short. */
const against: Readonly<Record<string, string>> = { ...claimsNothing, interrupted: 'it was interrupted' }

/** The measurements of a file of ours; `null` for a kind that has none, such as a verdict. */
export function pointsOfOurs(
  input: ReadArtifact,
  { environment, figures }: Omit<Place, 'source'>,
): MeasuredPoint[] | null {
  const place = { source: input.source, environment, figures }
  if (input.kind === 'summary') return ofSummary(input.value, place)
  if (input.kind === 'metrics') return ofMetrics(input.value, place)
  if (input.kind === 'e2e_perf') return ofPerf(input.value, place)
  if (input.kind === 'sweep') return ofSweep(input.value, place)
  if (input.kind === 'readiness') return ofReadiness(input.value, place)
  return input.kind === 'comparison' ? ofComparison(input.value, place) : null
}

type Place = {
  readonly source: string
  readonly environment: EnvironmentManifest | null
  /** That are read. */
  readonly figures: readonly Figure[]
}

function ofSummary(value: Summary, place: Place): MeasuredPoint[] {
  return Object.entries(value.workloads).map(([name, each]) => ({
    ...ofRun(value, place),
    workload: workloadText([name, each.load && loadText(each.load), lengthsText(each.lengths)]),
    figures: figuresFrom(each, place),
    withheld: withheldBy([...value.flags, ...each.flags], each.successfulRequests),
  }))
}

function ofMetrics(value: Metrics, place: Place): MeasuredPoint[] {
  const { metrics, load, workload } = value
  return [
    {
      ...ofRun(value, place),
      workload: workloadText([workload ?? 'workload', load && loadText(load), lengthsText(metrics.lengths)]),
      figures: figuresFrom(metrics, place),
      withheld: withheldBy(metrics.flags, metrics.successfulRequests),
    },
  ]
}

function ofSweep(value: SweepFile, place: Place): MeasuredPoint[] {
  return value.points.map(({ settings, load, measuredAt, metrics, withheld, notStationary }) => ({
    ...ofRun({ ...value, createdAt: measuredAt }, place),
    workload: workloadText([
      'sweep',
      ...Object.entries(settings).map(([name, each]) => `${name} ${each}`),
      load,
      lengthsText(metrics?.lengths),
    ]),
    figures: metrics === null ? {} : figuresFrom(metrics, place),
    withheld: withheld[0] ?? (notStationary ? 'its queue only grew' : null),
  }))
}

function ofPerf(value: E2ePerfFile, { source, environment, figures }: Place): MeasuredPoint[] {
  return value.rows.map((row) => ({
    ...perfRow(row, figures),
    engine: value.label ?? null,
    hardware: processorOf(value) ?? hardwareOf(environment),
    simulated: row.simulated === true || value.simulate === true,
    measuredAt: value.createdAt,
    ...{ tool: tool('perf'), source, url: value.url ?? null },
    environment: {
      ...withoutNulls({ tool_version: value.toolVersion, machine: value.machine }),
      ...environmentFacts(environment),
    },
  }))
}

function ofComparison(value: Comparison, { source, environment, figures }: Place): MeasuredPoint[] {
  return value.targets.flatMap(({ label, url, rows, simulated, flags }) =>
    rows.map((row) => ({
      ...perfRow({ ...row, flags: [...row.flags, ...flags] }, figures),
      engine: label,
      hardware: hardwareOf(environment),
      simulated: simulated === true || row.simulated === true,
      measuredAt: value.createdAt,
      ...{ tool: tool('compare'), source, url },
      environment: environmentFacts(environment),
    })),
  )
}

function ofReadiness(value: ReadinessFile, { source, environment }: Place): MeasuredPoint[] {
  const facts = withoutNulls({
    engine_version: value.target.engineVersion,
    precision: value.target.precision,
    tool_version: value.toolVersion,
  })
  const known = { ...facts, ...environmentFacts(environment) }
  return pointsOfReadiness(value, { source, hardware: hardwareOf(environment), environment: known })
}

type Row = E2ePerfFile['rows'][number]

function perfRow(
  row: Row,
  figures: readonly Figure[],
): Pick<MeasuredPoint, 'workload' | 'model' | 'figures' | 'withheld'> {
  const { requestedPromptTokens: prompt, requestedOutputTokens: output } = row
  const held = new Map(figuresIn('row').map((figure) => [figure.name as string, row[figure.metricField]]))
  return {
    workload: workloadText([
      row.scenario,
      loadLabel(row),
      row.effectivePrecision ?? row.precision,
      lengthsText({ promptAsked: prompt, outputAsked: output }),
    ]),
    model: row.effectiveModel ?? row.model,
    figures: Object.fromEntries(figures.map(({ name }) => [name, held.get(name) ?? null])),
    withheld: withheldBy(row.flags, row.successfulRequests),
  }
}

type Run = {
  readonly target: MeasuredTarget | null
  readonly model: string | null
  readonly createdAt: string | null
  readonly simulated: boolean | null
  readonly toolVersion?: string | null
}

function ofRun(
  { target, model, createdAt, simulated, toolVersion = null }: Run,
  { source, environment }: Place,
): Omit<MeasuredPoint, 'workload' | 'figures' | 'withheld'> {
  return {
    tool: tool('run'),
    engine: target?.engine ?? target?.kind ?? null,
    model,
    hardware: hardwareOf(environment),
    simulated: simulated === true,
    measuredAt: createdAt,
    source,
    url: target?.url ?? null,
    environment: {
      ...withoutNulls({
        engine_version: target?.engineVersion ?? null,
        precision: target?.precision ?? null,
        target: target?.label ?? null,
        tool_version: toolVersion,
      }),
      ...environmentFacts(environment),
    },
  }
}

const tool = (command: string) => `sagellm-benchmark ${command}`

/** Processor and cores of the machine that sent the load; that of a server is not known to its client. */
function hardwareOf(environment: EnvironmentManifest | null): string | null {
  const { model = null, logicalCores: cores = null } = environment?.cpu ?? {}
  return model === null || cores === null ? null : `${model}, ${cores} cores`
}

function figuresFrom(
  values: Readonly<Partial<Record<string, unknown>>>,
  { figures }: Pick<Place, 'figures'>,
): Record<string, number | null> {
  const known = figures.map(({ name, field }) => [name, values[field]] as const)
  return Object.fromEntries(known.map(([name, value]) => [name, typeof value === 'number' ? value : null]))
}

function workloadText(parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== '').join(', ')
}

type Lengths = { readonly promptAsked?: number | null; readonly outputAsked?: number | null }

function lengthsText(lengths: Lengths | null | undefined): string | null {
  const { promptAsked = null, outputAsked = null } = lengths ?? {}
  if (promptAsked === null && outputAsked === null) return null
  const text = (tokens: number | null) => (tokens === null ? '?' : String(Math.round(tokens)))
  return `${text(promptAsked)} to ${text(outputAsked)} tokens`
}

function withheldBy(flags: readonly string[], successful: number | null): string | null {
  if (successful === 0) return 'no request succeeded'
  const flag = flags.find((each) => Object.hasOwn(against, each))
  return flag === undefined ? null : (against[flag] as string)
}
