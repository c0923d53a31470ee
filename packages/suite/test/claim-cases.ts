import { convergenceVerdict } from '@sagellm-benchmark/metrics/verdicts'
import { ComparisonVerdict } from '@sagellm-benchmark/protocol-types/comparison'
import type { ClaimEvidence } from '@sagellm-benchmark/protocol-types/evidence'

const claim = 'paged_or_native_path_usage'
const interval = { value: 1, low: 0.9, high: 1.1, n: 24, method: 'rounds' as const }

function evidence(found: ClaimEvidence['evidence'], gaps: readonly string[] = []): ClaimEvidence {
  const kind = 'path' as const
  const item = { kind, source: 'log', alternative: 'paged_attention', count: 12, examples: [], note: null }
  return { claim, evidence: found, rule: 'r', items: found === 'yes' ? [item] : [], gaps: [...gaps] }
}

function said(
  verdict: ComparisonVerdict['verdict'] | null,
  path: ClaimEvidence | null,
  baselineEvidence: ClaimEvidence | null = evidence('none'),
): string {
  const metric = ComparisonVerdict.parse({
    ...{ target: 'new', metric: 'avg_tbt_ms', batchSize: 4, verdict: verdict ?? 'inconclusive' },
    ...{ baseline: interval, candidate: interval, ratio: interval },
  })
  const verdicts = verdict === null ? [] : [metric]
  const judged = convergenceVerdict({ target: 'new', claim, verdicts, evidence: path, baselineEvidence })
  return `${judged.verdict}: ${judged.reason}`
}

/** What a comparison and the path of an engine say of a claim together. */
export const claimLines: [string, () => string][] = [
  ['better, path seen', () => said('better', evidence('yes'))],
  ['better, path seen in the baseline too', () => said('better', evidence('yes'), evidence('yes'))],
  ['better, path seen, baseline not looked at', () => said('better', evidence('yes'), null)],
  ['better, path not seen', () => said('better', evidence('none'))],
  ['better, log not read', () => said('better', evidence('yes', ['missing_log_probe']))],
  ['better, nothing looked for the path', () => said('better', null)],
  ['equal, path seen', () => said('equivalent', evidence('yes'))],
  ['worse, path seen', () => said('worse', evidence('yes'))],
  ['a small difference, path seen', () => said('differs', evidence('yes'))],
  ['undecided, path seen', () => said('inconclusive', evidence('yes'))],
  ['nothing compared', () => said(null, evidence('none'))],
]
