import { type Clock, invalidArgument, RunPlan, type TargetPlan } from '@sagellm-benchmark/protocol-types'
import type { RuntimeConsistency } from '@sagellm-benchmark/protocol-types/canonical'
import { createEndpointClient } from '@sagellm-benchmark/runner'
import { endpointClientOptions } from '@sagellm-benchmark/runner/targets'
import { type ResolvedIo, resolveIo, type SuiteIo } from '../io.js'
import type { PlanFor } from '../targets/define-target.js'
import { waitForEndpoint } from '../targets/wait-for-endpoint.js'
import type { EndpointType } from './ask.js'
import { askEndpoint } from './ask-endpoint.js'
import { compatibilityMatrix, type EndpointAnswers, held } from './compatibility-matrix.js'
import { type DecodeState, featureGateFindings, type Finding } from './decode-state.js'
import { type LiveBatches, liveBatches } from './live-batches.js'
import { diagnosticsFindings } from './diagnostics-findings.js'
import { infoReader } from './read-info.js'
import { observedDecode, readReference, type ReferenceDecode, referenceFindings } from './reference-decode.js'

export type ConsistencyRequest = {
  readonly target: Extract<TargetPlan, { kind: 'endpoint' }>
  /** cpu, cuda, ascend, ...: the feature gate of explicit decode is then demanded. @default it is looked at where `/info` has one */
  readonly hardwareFamily?: string | null
  /** Core telemetry or an earlier result, whose decoding is expected. @default none */
  readonly referenceArtifact?: string | null
  /** Requests sent at once. @default [1, 2, 4] */
  readonly batchSizes?: readonly number[]
  /** Of each answer. @default 64 */
  readonly maxOutputTokens?: number
  /** Of a whole request, seconds. @default 120 */
  readonly requestTimeoutSeconds?: number
}

/**
 * Whether a server is one and the same however it is asked: streamed and in one piece at temperature 0, alone and several at once, by
 * what `/info` says of its decoding, and against a reference.
 *
 * @throws BenchError as `openTarget`; `corrupt_data` for a reference that cannot be read; `invalid_argument` for the native API, which
 *   only streams.
 * @example if (!(await validateConsistency({ target })).passed) process.exit(3)
 */
export async function validateConsistency(
  request: ConsistencyRequest,
  given: SuiteIo = {},
): Promise<RuntimeConsistency> {
  const io = resolveIo(given)
  const { referenceArtifact = null, batchSizes = [1, 2, 4], maxOutputTokens = 64 } = request
  const { target } = request
  if (target.api === 'native')
    throw invalidArgument('endpoint', 'native', 'give chat or completions: the native one answers only as a stream')
  const reference = referenceArtifact === null ? null : await readReference(referenceArtifact, io.cwd)
  let plan = await ready(request, maxOutputTokens, io)
  const readInfo = infoReader(plan.target, { apiKey: io.apiKey, clock: io.clock })
  const answers: EndpointAnswers[] = []
  for (const endpointType of ['chat', 'completions'] as const)
    await withClient(plan, endpointType, io, async (client) => {
      answers.push(await askEndpoint({ client, endpointType, maxTokens: maxOutputTokens, signal: io.signal }))
      // Which engine it is was found out by the first client; a route that never answers would cost each one its time.
      plan = { ...plan, target: { ...plan.target, dialect: client.identity.engine } }
    })
  const endpointType = target.api as EndpointType
  const maxTokens = maxOutputTokens
  const { live, served } = await withClient(plan, endpointType, io, async (client) => {
    const live = await liveBatches({ client, endpointType, maxTokens, batchSizes, readInfo, signal: io.signal })
    return { live, served: client.identity.model }
  })
  // The client asks for what is served where no model was named.
  const model = plan.target.model ?? (served === 'unknown' ? null : served)
  const observed = { live, answers, info: await readInfo(), model }
  return judged(observed, { ...request, referenceArtifact, reference, batchSizes })
}

/** Waits for the server, and plans with what it serves and takes. */
async function ready(
  { target, requestTimeoutSeconds = 120 }: ConsistencyRequest,
  outputTokens: number,
  io: ResolvedIo,
): Promise<PlanFor<'endpoint'>> {
  const { apiKey, clock, signal, dialects, onWaiting, warn } = io
  const headers = { ...target.headers, ...io.secretHeaders }
  const workload = { name: 'consistency', source: 'short_qa', promptTokens: 32, requests: 1 }
  const asked = RunPlan.parse({
    target: { ...target, headers },
    workloads: [{ ...workload, outputTokens, load: { kind: 'closed', concurrency: 1 } }],
    timeouts: { totalMs: requestTimeoutSeconds * 1000 },
  }) as PlanFor<'endpoint'>
  const reach = endpointClientOptions(asked, { apiKey, clock, dialects })
  const options = { apiKey, clock: clock as Clock, signal, dialects, onWaiting, warn, reach }
  return (await waitForEndpoint(asked, options)).plan
}

async function withClient<Result>(
  plan: PlanFor<'endpoint'>,
  api: EndpointType,
  { apiKey, clock, dialects }: ResolvedIo,
  use: (client: ReturnType<typeof createEndpointClient>) => Promise<Result>,
): Promise<Result> {
  const client = createEndpointClient({ ...plan, target: { ...plan.target, api } }, { apiKey, clock, dialects })
  try {
    return await use(client)
  } finally {
    await client.close()
  }
}

type Observed = {
  readonly live: LiveBatches
  readonly answers: readonly EndpointAnswers[]
  readonly info: unknown
  readonly model: string | null
}

type Judging = ConsistencyRequest & {
  readonly referenceArtifact: string | null
  readonly reference: ReferenceDecode | null
  readonly batchSizes: readonly number[]
}

function judged({ live, answers, info, model }: Observed, judging: Judging): RuntimeConsistency {
  const { target, hardwareFamily = null, reference, referenceArtifact, batchSizes } = judging
  const { decode } = live
  const compatibility = compatibilityMatrix(answers, info)
  const isGated = hardwareFamily !== null || decode.featureGates.length > 0
  const findings = [
    ...(isGated ? featureGateFindings(decode) : []),
    ...diagnosticsFindings(decode),
    ...live.findings,
    ...(reference === null ? [] : referenceFindings(observedDecode(decode, hardwareFamily), reference)),
    ...matrixFindings(compatibility),
  ]
  return {
    schemaVersion: 'live-runtime-consistency/v1',
    passed: findings.length === 0 && compatibility.overallPassed,
    label: target.label,
    url: target.url,
    model,
    hardwareFamily,
    validationBatchSizes: [...batchSizes],
    successfulLiveBatchSizes: [...live.successful],
    observedBatchSize: live.observedBatchSize,
    referenceArtifact,
    observed: written(decode),
    reference: reference === null ? {} : writtenNames(reference),
    compatibility,
    findings,
  }
}

function matrixFindings({
  cases,
  streamNonstreamConsistency,
  checks,
}: NonNullable<RuntimeConsistency['compatibility']>) {
  const findings: Finding[] = []
  if (checks['endpoints'] === false)
    findings.push({ code: 'no_endpoint', message: 'it has neither chat nor completions' })
  for (const each of cases.filter((one) => !held(one))) {
    const { name, expectedSuccess, observedErrorCode, responseText } = each
    const answer = observedErrorCode ?? 'an answer'
    const wanted = expectedSuccess ? 'an answer' : each.expectedErrorCode
    findings.push({
      code:
        name === 'protocol_version' ? 'protocol_version_mismatch' : expectedSuccess ? 'request_failed' : 'not_refused',
      message: `${name}: ${answer} in place of ${wanted}${responseText ? ` (${responseText})` : ''}`,
    })
  }
  for (const { group, verdict, message } of streamNonstreamConsistency)
    if (verdict !== 'equal') findings.push({ code: `stream_nonstream_${verdict}`, message: `${group}: ${message}` })
  return findings
}

/** In the names of the file, which knows no fields of it. */
function written(decode: DecodeState): Record<string, unknown> {
  return {
    feature_gates: decode.featureGates.map(({ featureId, defaultEnabled, enabled, killSwitchActive }) => ({
      feature_id: featureId,
      default_enabled: defaultEnabled,
      enabled,
      kill_switch_active: killSwitchActive,
    })),
    step_records: decode.stepRecords,
    batch_sizes: decode.batchSizes,
    runtime_diagnostics: decode.runtimeDiagnostics.length,
    ...writtenNames(observedDecode(decode, null)),
  }
}

function writtenNames(names: ReferenceDecode): Record<string, unknown> {
  const fields = {
    attention_implementations: names.attentionImplementations,
    selected_implementations: names.selectedImplementations,
    selected_operator_packs: names.selectedOperatorPacks,
  }
  return Object.fromEntries(Object.entries(fields).filter(([, known]) => known !== null))
}
