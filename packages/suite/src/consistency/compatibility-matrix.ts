import type {
  CompatibilityCase,
  CompatibilityMatrix,
  StreamConsistency,
} from '@sagellm-benchmark/protocol-types/canonical'
import { negotiateVersion, PROTOCOL_VERSION } from '@sagellm-benchmark/protocol-types/protocol'
import { cutWithoutSecrets } from '@sagellm-benchmark/protocol-types/edge'
import type { EndpointType } from './ask.js'

/** What the requests to each endpoint came to. */
export type EndpointAnswers = {
  readonly endpointType: EndpointType
  /** `false`: the server has no such endpoint. */
  readonly offered: boolean
  readonly cases: readonly CompatibilityCase[]
  readonly consistency: readonly StreamConsistency[]
}

/** Sums up what was observed; a check that nothing was observed for is absent, and the whole then rests on the others. */
export function compatibilityMatrix(answers: readonly EndpointAnswers[], info: unknown): CompatibilityMatrix {
  const versions = versionCases(info)
  const cases = [...versions, ...answers.flatMap((each) => each.cases)]
  const consistency = answers.flatMap((each) => each.consistency)
  const mismatches = versions.filter((each) => !held(each)).length
  const checks: Record<string, boolean> = {
    ...(versions.length > 0 ? { protocol_version: mismatches === 0 } : {}),
    endpoints: answers.some(({ offered }) => offered),
    requests: cases.every(held),
    stream_nonstream: consistency.length > 0 && consistency.every(({ verdict }) => verdict === 'equal'),
  }
  const distribution: Record<string, number> = {}
  for (const { observedErrorCode: code } of cases) if (code !== null) distribution[code] = (distribution[code] ?? 0) + 1
  return {
    overallPassed: Object.values(checks).every(Boolean),
    compatibilityPassRate: cases.length === 0 ? 0 : cases.filter(held).length / cases.length,
    versionMismatchTotal: mismatches,
    errorCodeDistribution: distribution,
    checks,
    notOffered: answers.filter(({ offered }) => !offered).map(({ endpointType }) => endpointType),
    cases,
    streamNonstreamConsistency: consistency,
  }
}

/** Whether a case ended as it should: answered, or refused for the reason that it should be refused for. */
export function held(each: CompatibilityCase): boolean {
  if (each.expectedSuccess !== each.observedSuccess) return false
  return each.expectedSuccess || each.expectedErrorCode === each.observedErrorCode
}

/** HTTP has no negotiation: the version that a server states in `/info`, where it states one, is held against ours. */
function versionCases(info: unknown): CompatibilityCase[] {
  const stated = (info as { protocol_version?: unknown } | null)?.protocol_version
  if (typeof stated !== 'string') return []
  const negotiated = negotiatedWith(stated)
  return [
    {
      name: 'protocol_version',
      protocolVersion: PROTOCOL_VERSION,
      negotiatedVersion: negotiated,
      endpointType: 'info',
      stream: false,
      expectedSuccess: true,
      observedSuccess: negotiated !== null,
      expectedErrorCode: null,
      observedErrorCode: negotiated === null ? 'version_mismatch' : null,
      responseText: cutWithoutSecrets(stated, 40),
      consistencyGroup: null,
    },
  ]
}

function negotiatedWith(stated: string): string | null {
  try {
    return negotiateVersion(stated)
  } catch {
    return null
  }
}
