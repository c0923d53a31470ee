import { toWire } from '@sagellm-benchmark/protocol-types'
import type { EnvironmentManifest } from '@sagellm-benchmark/protocol-types/artifacts'
import { CanonicalResult } from '@sagellm-benchmark/protocol-types/canonical'
import type { CaptureFile, ComparisonFile } from '@sagellm-benchmark/protocol-types/comparison'
import { E2ePerfRow } from '@sagellm-benchmark/protocol-types/performance'
import { stableId } from '../entries/stable-id.js'
import { producer, relations, servingMode } from './canonical-of-run.js'

export type ComparisonSource = {
  readonly comparison: ComparisonFile | null
  /** The targets, each with the stem of its files. */
  readonly captures: readonly { readonly stem: string; readonly file: CaptureFile }[]
  readonly environment: EnvironmentManifest
}

export type NamedResult = { readonly name: string; readonly result: CanonicalResult }

/**
 * The targets of a comparison as canonical results, and the comparison that refers to them by their ids. Without a comparison there is the
 * one target that was captured.
 */
export function canonicalOfComparison(source: ComparisonSource): NamedResult[] {
  const { comparison, captures } = source
  const results = captures.map(({ stem, file }) => ({
    name: `${stem}.canonical.json`,
    result: resultOf(file, { ...source, stem }),
  }))
  if (comparison === null) return results
  const ids = results.map(({ result }) => result.artifactId)
  const baseline = captures.findIndex(({ file }) => file.label === comparison.baseline)
  const summary = CanonicalResult.parse({
    schemaVersion: 'canonical-benchmark-result/v2',
    artifactKind: 'comparison_result',
    artifactId: groupId(source),
    producedAt: comparison.createdAt,
    producer: producer(source.environment.tool.version, { command: comparison.command, subcommand: 'compare' }),
    provenance: {
      sourceMode: comparison.paired === false ? 'offline-compare' : 'live-compare',
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
  return [...results, { name: 'comparison.canonical.json', result: summary }]
}

function groupId({ comparison, captures }: ComparisonSource): string {
  const labels = captures.map(({ file }) => file.label).join('|')
  return stableId(`${comparison?.createdAt ?? captures[0]?.file.createdAt}|${labels}|comparison`)
}

function resultOf(file: CaptureFile, source: ComparisonSource & { readonly stem: string }): CanonicalResult {
  const { capture, summary } = file
  const group = source.comparison === null ? null : groupId(source)
  const rows = file.rows.map((row) => toWire(E2ePerfRow, row) as Record<string, unknown>)
  const reasons = reasonsOf(file)
  const name = capture?.engine ?? file.label ?? 'unknown'
  return CanonicalResult.parse({
    schemaVersion: 'canonical-benchmark-result/v2',
    artifactKind: 'execution_result',
    artifactId: stableId(`${file.createdAt}|${file.label}|${file.url}|result`),
    producedAt: file.createdAt,
    producer: producer(source.environment.tool.version, { command: file.command, subcommand: 'compare' }),
    provenance: {
      sourceMode: 'live-compare',
      simulate: capture?.simulated ?? false,
      capturedAt: file.createdAt,
      endpointUrl: file.url ?? null,
      git: gitOf(source.environment),
      parents: group === null ? [] : [group],
      tags: file.label === undefined ? [] : [file.label],
    },
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
    validation: { publishableToLeaderboard: reasons.length === 0, reasonsAgainst: reasons },
    artifacts: { primaryJson: `${source.stem}.json`, markdown: `${source.stem}.md`, supporting: [] },
    relations: relations({ compareGroupId: group, parentArtifactIds: group === null ? [] : [group] }),
  })
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
