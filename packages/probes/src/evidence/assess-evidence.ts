import type {
  ClaimEvidence,
  EvidenceGap,
  EvidenceGapCode,
  EvidenceItem,
  LogProbe,
  MarkerGroup,
  TargetEvidence,
} from '@sagellm-benchmark/protocol-types/evidence'
import { compileMarkers } from '../markers/compile-markers.js'
import { defaultMarkerPatterns, type MarkerPatterns, markerGroupNames } from '../markers/marker-patterns.js'
import { claimRules } from './claims.js'
import { type DecodeEvidence, decodeEvidence } from './decode-evidence.js'
import { captureOf, type SnapshotPair, type SurfaceMarkers, scanSurfaces } from './scan-surfaces.js'

export type AssessEvidenceOptions = SnapshotPair & {
  readonly label: string
  /** `null` where no log was given. */
  readonly logProbe: LogProbe | null
  /** Those the log was read with. @default defaultMarkerPatterns */
  readonly patterns?: MarkerPatterns
}

/**
 * Path evidence for the three claims about one target, out of what its surfaces and its log showed during the run. Pure: the
 * same captures give the same answer, so a verdict can be checked again from the files.
 *
 * A claim has evidence `yes` as soon as one item shows the path. It has `none` only when the log was read whole and spoke during
 * the run, because the log is where the engine says what it ran; otherwise the answer is `missing_probes`, and the gaps say which.
 *
 * @example assessEvidence({ label: 'after', before, after, logProbe }).claims[0]?.evidence // 'yes'
 */
export function assessEvidence(options: AssessEvidenceOptions): TargetEvidence {
  const { label, logProbe } = options
  const surfaces = scanSurfaces(options, compileMarkers(options.patterns ?? defaultMarkerPatterns))
  const decode = decodeOf(options)
  const coverage = coverageOf(options)
  const gapDetails = gapsOf(options, { surfaces, coverage })
  const evidenceGaps = [...new Set(gapDetails.map(({ code }) => code))]

  return {
    label,
    claims: claimRules.map(({ claim, group, rule }): ClaimEvidence => {
      const items = [
        ...(logProbe ? itemsOf('log', logProbe[group]) : []),
        ...[...surfaces.bySurface].flatMap(([surface, groups]) => itemsOf(surface, groups[group])),
        ...decode[claim],
      ]
      const shown = items.some(({ kind }) => kind === 'path')
      const evidence = shown ? 'yes' : logProbe?.complete && !isSilent(logProbe) ? 'none' : 'missing_probes'
      return { claim, evidence, rule, items, gaps: evidenceGaps }
    }),
    probeCoverage: coverage,
    runtimeSurfaceMarkers: surfaces.total,
    evidenceGaps,
    gapDetails,
  }
}

type Coverage = TargetEvidence['probeCoverage']
type Scanned = { readonly surfaces: SurfaceMarkers; readonly coverage: Coverage }

function coverageOf({ after, logProbe }: AssessEvidenceOptions): Coverage {
  const read = (surface: string) => captureOf(after, surface)?.body != null
  return {
    info: read('info'),
    models: read('models'),
    metrics: read('metrics') || read('prometheus-metrics'),
    logProbe: logProbe !== null && !isSilent(logProbe) && (logProbe.complete || (logProbe.bytesRead ?? 0) > 0),
  }
}

/** A log to which nothing was written while requests were answered is not the log of what answered them. */
function isSilent({ linesRead, complete }: LogProbe): boolean {
  return complete && linesRead === 0
}

function gapsOf(options: AssessEvidenceOptions, { surfaces, coverage }: Scanned): EvidenceGap[] {
  const { before, after, logProbe, label } = options
  const own: EvidenceGap[] = []
  const add = (code: EvidenceGapCode, message: string) => own.push({ code, source: label, message })

  if (!coverage.info && !coverage.models) {
    add('missing_endpoint_identity_probe', 'neither /info nor /v1/models could be read')
  }
  if (!coverage.metrics) add('missing_metrics_probe', '/metrics could not be read')
  if (!coverage.logProbe) add('missing_log_probe', whyNoLog(logProbe))
  if (logProbe && coverage.logProbe && markerGroupNames.every((group) => logProbe[group].hits === 0)) {
    add('log_probe_marker_hits_zero', 'no line of the run in the log matches a marker')
  }
  const compared = surfaces.bySurface.size > 0
  if (compared && markerGroupNames.every((group) => surfaces.total[group].hits === 0)) {
    add('runtime_surface_marker_hits_zero', 'no line that appeared in /info, /v1/models or /metrics matches a marker')
  }
  const captured = [before, after].flatMap((snapshot) =>
    (snapshot?.surfaces ?? []).flatMap(({ gap }) =>
      gap ? [{ ...gap, message: `${snapshot?.moment}: ${gap.message}` }] : [],
    ),
  )
  return [...own, ...surfaces.gaps, ...captured, ...(logProbe?.gaps ?? [])]
}

function whyNoLog(logProbe: LogProbe | null): string {
  if (logProbe === null) return 'no log file was given'
  return isSilent(logProbe) ? 'nothing was written to the log during the run' : 'the log could not be read'
}

function decodeOf({ before, after }: AssessEvidenceOptions): DecodeEvidence {
  const [then, now] = [captureOf(before, 'info')?.body, captureOf(after, 'info')?.body]
  // Without a page before the run every step could be an old one.
  return then == null || now == null ? decodeEvidence(null, null) : decodeEvidence(JSON.parse(then), JSON.parse(now))
}

/** Every alternative that matched is an item of its own, so that a reader sees what was proven and what only mentioned. */
function itemsOf(source: string, group: MarkerGroup): EvidenceItem[] {
  return group.alternatives.flatMap(({ alternative, role, hits, evidenceHits }): EvidenceItem[] => {
    if (hits === 0) return []
    const examples = group.examples.filter((example) => example.alternative === alternative)
    const item = (kind: EvidenceItem['kind'], count: number, note: string | null): EvidenceItem[] =>
      count > 0 ? [{ kind, source, alternative, count, examples, note }] : []
    if (role === 'shared') return item('mention', hits, 'the same words belong to a later claim and prove that one')
    if (role === 'fallback') return item('fallback', Math.min(hits, group.fallbackHits ?? hits), 'the fallback ran')
    const denied = 'in a line that says it is off, that names a fallback, or that only names the path chosen'
    return [...item('path', evidenceHits, null), ...item('mention', hits - evidenceHits, denied)]
  })
}
