import { toWire } from '@sagellm-benchmark/protocol-types'
import type { EnvironmentManifest } from '@sagellm-benchmark/protocol-types/artifacts'
import { CanonicalResult } from '@sagellm-benchmark/protocol-types/canonical'
import type { CaptureFile, ComparisonFile } from '@sagellm-benchmark/protocol-types/comparison'
import { E2ePerfRow } from '@sagellm-benchmark/protocol-types/performance'
import { stableId } from '../entries/stable-id.js'
import { evidencePart, type SeenOfTarget, telemetryPart } from './canonical-evidence.js'
import { producer, relations, servingMode } from './canonical-of-run.js'
import { canonicalOfTelemetry, telemetryId } from './canonical-of-telemetry.js'
import { hardwareFamily } from './hardware-family.js'

/** A target of a comparison, with the stem of its files. */
export type CapturedTarget = SeenOfTarget & { readonly stem: string; readonly file: CaptureFile }

export type ComparisonSource = {
  readonly comparison: ComparisonFile | null
  readonly captures: readonly CapturedTarget[]
  readonly environment: EnvironmentManifest
  /** cpu, cuda, ascend, ... @default null: nobody said */
  readonly hardwareFamily?: string | null
  /** The command that measured. @default compare */
  readonly subcommand?: 'compare' | 'convergence'
}

export type NamedResult = { readonly name: string; readonly result: CanonicalResult }

/**
 * The targets of a comparison as canonical results, and the comparison that refers to them by their ids. Without a comparison there is the
 * one target that was captured.
 */
export function canonicalOfComparison(source: ComparisonSource): NamedResult[] {
  const { comparison, captures } = source
  const results = captures.map((each) => ({ name: `${each.stem}.canonical.json`, result: resultOf(each, source) }))
  const telemetry = captures.flatMap(({ stem, coreTelemetry = null }, at): NamedResult[] => {
    const { result } = results[at] as NamedResult
    if (coreTelemetry === null) return []
    const name = `${stem}_core_telemetry.canonical.json`
    return [{ name, result: canonicalOfTelemetry(result, { coreTelemetry, stem }) }]
  })
  if (comparison === null) return [...results, ...telemetry]
  const ids = results.map(({ result }) => result.artifactId)
  const baseline = captures.findIndex(({ file }) => file.label === comparison.baseline)
  const summary = CanonicalResult.parse({
    schemaVersion: 'canonical-benchmark-result/v2',
    artifactKind: 'comparison_result',
    artifactId: groupId(source),
    producedAt: comparison.createdAt,
    producer: producer(source.environment.tool.version, {
      command: comparison.command,
      subcommand: subcommandOf(source),
    }),
    provenance: {
      sourceMode: comparison.paired === false ? 'offline-compare' : modeOf(source),
      simulate: comparison.targets.some(({ simulated }) => simulated === true),
      capturedAt: comparison.createdAt,
      git: gitOf(source.environment),
    },
    engine: { name: comparison.baseline, model: comparison.model },
    model: { name: comparison.model },
    workload: { name: 'compare-summary', mode: 'live-compare' },
    measurements: {
      rows: comparison.targets.map(({ label, deltaVsBaseline }) => ({ label, delta_vs_baseline: deltaVsBaseline })),
    },
    artifacts: { primaryJson: 'comparison.json', markdown: 'comparison.md', supporting: [] },
    relations: relations({
      compareGroupId: groupId(source),
      baselineArtifactId: ids[baseline] ?? null,
      targetArtifactIds: ids,
      childArtifactIds: ids,
    }),
  })
  return [...results, ...telemetry, { name: 'comparison.canonical.json', result: summary }]
}

const subcommandOf = ({ subcommand = 'compare' }: ComparisonSource) => subcommand
const modeOf = (source: ComparisonSource) => (subcommandOf(source) === 'convergence' ? 'convergence' : 'live-compare')

/** The id of the comparison, which its parts name too. */
export function groupId({ comparison, captures }: Pick<ComparisonSource, 'comparison' | 'captures'>): string {
  const labels = captures.map(({ file }) => file.label).join('|')
  return stableId(`${comparison?.createdAt ?? captures[0]?.file.createdAt}|${labels}|comparison`)
}

function resultOf(target: CapturedTarget, source: ComparisonSource): CanonicalResult {
  const { file, stem, coreTelemetry = null } = target
  const { capture, summary } = file
  const { hardwareFamily: family = null } = source
  const id = resultId(file)
  const group = source.comparison === null ? null : groupId(source)
  const rows = file.rows.map((row) => toWire(E2ePerfRow, row) as Record<string, unknown>)
  const reasons = reasonsOf(file)
  const name = capture?.engine ?? file.label ?? 'unknown'
  return CanonicalResult.parse({
    schemaVersion: 'canonical-benchmark-result/v2',
    artifactKind: 'execution_result',
    artifactId: id,
    producedAt: file.createdAt,
    producer: producer(source.environment.tool.version, {
      command: file.command,
      subcommand: subcommandOf(source),
    }),
    provenance: {
      sourceMode: modeOf(source),
      simulate: capture?.simulated ?? false,
      capturedAt: file.createdAt,
      endpointUrl: file.url ?? null,
      git: gitOf(source.environment),
      parents: group === null ? [] : [group],
      tags: file.label === undefined ? [] : [file.label],
    },
    ...(family === null
      ? {}
      : { hardware: hardwareFamily({ vendor: 'Unknown' }, { given: family, inProcess: false }) }),
    engine: {
      name,
      version: capture?.engineVersion ?? null,
      engineFamily: name.startsWith('sagellm') ? 'native' : 'third-party',
      servingMode: servingMode(file.url ?? null),
      precision: capture?.precision ?? null,
      model: capture?.model ?? file.models[0] ?? null,
      endpoint: { base_url: file.url ?? null, health_checked: true },
    },
    model: { name: capture?.model ?? file.models[0] ?? null, precision: capture?.precision ?? null },
    versions: { benchmark: source.environment.tool.version },
    workload: {
      name: 'compare-live',
      mode: 'live-compare',
      precision: capture?.precision ?? null,
      batch_sizes: file.batchSizes,
      scenarios: [...new Set(file.rows.map(({ scenario }) => scenario))],
      simulate: capture?.simulated ?? false,
    },
    metrics: {
      ttftMs: summary.avgTtftMs,
      tbtMs: summary.avgTbtMs,
      throughputTps: summary.avgThroughputTps,
      outputThroughputTps: summary.outputThroughputTps,
      requestThroughputRps: summary.requestThroughputRps,
      rows,
    },
    measurements: { rows },
    validation: {
      publishableToLeaderboard: reasons.length === 0,
      reasonsAgainst: reasons,
      evidence: evidencePart(target),
    },
    telemetry: telemetryPart(target),
    artifacts: {
      primaryJson: `${stem}.json`,
      markdown: `${stem}.md`,
      supporting: [
        ...(coreTelemetry === null ? [] : [{ kind: 'core_telemetry', path: `${stem}_core_telemetry.json` }]),
        ...(family === null ? [] : [{ kind: 'parity_run', path: `${stem}.parity.json` }]),
      ],
    },
    relations: relations({
      compareGroupId: group,
      parentArtifactIds: group === null ? [] : [group],
      childArtifactIds: coreTelemetry === null ? [] : [telemetryId(id)],
    }),
  })
}

/** The id of what one target was measured at. */
export function resultId({ createdAt, label, url }: CaptureFile): string {
  return stableId(`${createdAt}|${label}|${url}|result`)
}

/** A comparison has scenarios and loads of its own, which no entry of a leaderboard can hold; what speaks against the target comes first. */
function reasonsOf({ capture }: CaptureFile): string[] {
  const saturated = capture?.cells.some(({ client }) => (client?.saturatedRounds ?? 0) > 0) === true
  const contaminated = capture?.cells.some(({ cache }) => cache?.verdict === 'contaminated') === true
  const unkept = capture?.cells.find(({ loadNotKept }) => loadNotKept.length > 0)
  return [
    ...(capture?.simulated ? ['it was simulated, not measured'] : []),
    ...(saturated ? ['the client was saturated, so its times are its own and not the engine’s'] : []),
    ...(contaminated ? ['a prefix cache answered prompts that should have been read'] : []),
    ...(unkept ? [`the load was not the one that was asked for: ${unkept.loadNotKept[0]}`] : []),
    'a comparison holds several scenarios and loads: an entry is made of a run',
  ]
}

function gitOf({ git }: EnvironmentManifest) {
  return git ? { repo: null, commit: git.commit, dirty: git.dirty } : null
}
