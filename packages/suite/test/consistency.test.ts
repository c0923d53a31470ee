import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { coreTelemetryFile, runtimeConsistencyFile } from '@sagellm-benchmark/protocol-types/canonical'
import { type ConsistencyRequest, validateConsistency } from '@sagellm-benchmark/suite/contract'
import { serveSimulated } from '@sagellm-benchmark/suite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startInfoProxy } from './info-proxy.js'
import { endpointAt, type RunningEngine } from './engines.js'
import { gatewayRoutes, startSagellm } from './sagellm-server.js'

let folder: string
let engine: RunningEngine
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'consistency-'))
  engine = await serveSimulated({ decodeStepMs: 1, multibyteShare: 0.3 }, { dialect: 'sagellm' })
})
afterAll(async () => {
  await engine.close()
  await rm(folder, { recursive: true, force: true })
})

const quick = { batchSizes: [1, 3], maxOutputTokens: 12 }
const codes = ({ findings }: { findings: readonly { code: string }[] }) => [
  ...new Set(findings.map(({ code }) => code)),
]
const validate = (url: string, more: Partial<ConsistencyRequest> = {}) =>
  validateConsistency(
    { target: endpointAt('sagellm', url).target, ...quick, ...more },
    { cwd: folder, tokenCache: false },
  )

test('a server that says the same however it is asked is consistent', async () => {
  const found = await validate(engine.url, { hardwareFamily: 'cpu' })
  expect(found.findings).toEqual([])
  expect(found).toMatchObject({
    ...{ passed: true, model: 'reference-tiny', successfulLiveBatchSizes: [1, 3], hardwareFamily: 'cpu' },
  })
  const { compatibility } = found
  expect(compatibility?.streamNonstreamConsistency.map(({ group, verdict }) => [group, verdict])).toEqual(
    ['chat', 'completions'].flatMap((api) =>
      ['plain', 'multibyte', 'structured'].map((prompt) => [`${api}_${prompt}`, 'equal']),
    ),
  )
  expect(compatibility).toMatchObject({
    overallPassed: true,
    compatibilityPassRate: 1,
    errorCodeDistribution: { invalid_argument: 2 },
    notOffered: [],
  })
  expect(found.observed).toMatchObject({ feature_gates: [{ enabled: true, kill_switch_active: false }] })
  expect(found.observedBatchSize).toBeGreaterThan(0)
  // What it leaves is the reference of the next one.
  await writeFile(join(folder, 'earlier.json'), JSON.stringify(runtimeConsistencyFile.serialize(found)))
  expect((await validate(engine.url, { referenceArtifact: 'earlier.json' })).passed).toBe(true)
})

describe('a server that does not', () => {
  const chatOnly = { batchSizes: [1], maxOutputTokens: 4 }

  test('is shown from where its stream and its whole answer part', async () => {
    const server = await startSagellm({
      chunks: ({ tokens }) => Array.from({ length: tokens }, (_, at) => ` w${at === 2 ? 'X' : at}`),
    })
    const found = await validate(server.url, chatOnly)
    await server.close()
    expect(found.passed).toBe(false)
    expect(codes(found)).toEqual(['not_refused', 'stream_nonstream_differs'])
    expect(found.compatibility).toMatchObject({ overallPassed: false, notOffered: ['completions'] })
    expect(found.compatibility?.streamNonstreamConsistency[0]?.difference).toEqual({
      at: 8,
      first: 'X w3',
      second: '2 w3',
    })
  })

  test('is named as not deterministic where the same request has two answers', async () => {
    const server = await startSagellm({ chunks: ({ at }) => [` ${at}`, ' b', ' c', ' d'] })
    const found = await validate(server.url, chatOnly)
    await server.close()
    expect(codes(found)).toEqual(['not_refused', 'stream_nonstream_not_deterministic'])
    expect(found.findings.at(-1)?.message).toContain('asked twice streamed at temperature 0')
  })

  test('states another version of the Protocol, and has no feature gate', async () => {
    const info = { ...gatewayRoutes['/info'](), protocol_version: '0.2' }
    const server = await startSagellm({ routes: { ...gatewayRoutes, '/info': () => info } })
    const found = await validate(server.url, { ...chatOnly, hardwareFamily: 'cuda' })
    await server.close()
    expect(codes(found)).toEqual(['feature_gate_missing', 'protocol_version_mismatch', 'not_refused'])
    expect(found.compatibility).toMatchObject({ versionMismatchTotal: 1, checks: { protocol_version: false } })
  })

  test('decodes otherwise than its reference', async () => {
    const names = { selectedImplementations: ['torch-fallback'], selectedOperatorPacks: ['torch'] }
    const summary = { stepRecords: 1, uniqueRequests: 1, avgStepLatencyMs: 1, maxStepLatencyMs: 1, ...names }
    const telemetry = {
      schemaVersion: 'core-decode-step-telemetry/v1' as const,
      ...{ label: 'a', model: 'm', hardwareFamily: 'cuda', featureGate: {}, stepTelemetrySchemaVersion: 1 },
      ...{ stepTelemetryStableFields: [], stepTelemetryEntries: 0, lastOrchestrationStepId: 0, stepTelemetry: [] },
      summary: { ...summary, batchSizes: [1], byBatchSize: [] },
    }
    await writeFile(join(folder, 'core.json'), JSON.stringify(coreTelemetryFile.serialize(telemetry)))
    const found = await validate(engine.url, { ...chatOnly, hardwareFamily: 'cpu', referenceArtifact: 'core.json' })
    expect(codes(found)).toEqual([
      'hardware_family_differs',
      'reference_implementation_differs',
      'reference_operator_pack_differs',
    ])
  })
})

describe('the reference engine behind /info of every shape', () => {
  type Json = Readonly<Record<string, unknown>>
  type Info = { readonly performance_mainline: { explicit_decode: Json; decode_runtime_diagnostics: Json } }
  const withDecode = (info: Info, change: object) => ({
    ...info,
    performance_mainline: {
      ...info.performance_mainline,
      explicit_decode: { ...info.performance_mainline.explicit_decode, ...change },
    },
  })
  const withSummary = (info: Info, change: object) => {
    const { summary } = info.performance_mainline.decode_runtime_diagnostics as unknown as { summary: object }
    const diagnostics = { summary: { ...summary, ...change } }
    return { ...info, performance_mainline: { ...info.performance_mainline, decode_runtime_diagnostics: diagnostics } }
  }
  const gate = (change: object) => (info: Info) =>
    withDecode(info, {
      feature_gate: { ...(info.performance_mainline.explicit_decode['feature_gate'] as object), ...change },
    })

  test.each<[string, (info: Info) => unknown, string[]]>([
    ['of the engine itself', (info) => info, []],
    ['of a gateway, as a list', (info) => ({ registered_engines: [{ engine_id: 'a', info }] }), []],
    ['of a gateway, by name', (info) => ({ registered_engines: { a: { info } } }), []],
    [
      'of a gateway with one engine that is off',
      (info) => ({ registered_engines: [{ info }, { info: gate({ enabled: false })(info) }] }),
      ['feature_gate_off'],
    ],
    ['without a feature id', gate({ feature_id: undefined }), []],
    ['of another feature', gate({ feature_id: 'runtime.other.v1' }), ['feature_gate_other']],
    ['not on by default', gate({ default_enabled: false }), ['feature_gate_not_default']],
    ['switched off', gate({ kill_switch_active: true }), ['kill_switch_active']],
    ['without decode steps', (info) => withDecode(info, { step_telemetry: [] }), ['step_telemetry_missing']],
    [
      'native, and yet fallen back',
      (info) => withSummary(info, { attention_runtime_fallback: true }),
      ['attention_runtime_fallback'],
    ],
    [
      'native, and yet not hit',
      (info) => withSummary(info, { primary_decode_attention_hit: false }),
      ['attention_hit_missing'],
    ],
    [
      'native, and yet failed',
      (info) => withSummary(info, { attention_first_failure_reason: 'no kernel' }),
      ['attention_failure_reason'],
    ],
    ['that is no object', () => [1], ['feature_gate_missing']],
  ])('%s', async (_, change, expected) => {
    const proxy = await startInfoProxy(engine.url, change as (info: unknown) => unknown)
    const found = await validate(proxy.url, { batchSizes: [1], maxOutputTokens: 4, hardwareFamily: 'cpu' })
    await proxy.close()
    expect(codes(found)).toEqual(expected)
    expect(found.passed).toBe(expected.length === 0)
  })

  test('an artifact of operators by batch size is a reference: attention and pack are held against it', async () => {
    const of = (attention: string, pack: string) => ({
      summary: { 1: { attention_impl: attention, selected_pack: pack } },
    })
    const quickly = { batchSizes: [1], maxOutputTokens: 4, hardwareFamily: 'cpu', referenceArtifact: 'operators.json' }
    await writeFile(join(folder, 'operators.json'), JSON.stringify(of('native-paged', 'native')))
    expect(codes(await validate(engine.url, quickly))).toEqual([])
    await writeFile(join(folder, 'operators.json'), JSON.stringify(of('native-ascend', 'attention')))
    expect(codes(await validate(engine.url, quickly))).toEqual([
      'reference_attention_differs',
      'reference_operator_pack_differs',
    ])
  })

  test('a server that falls back is named by a reference that did not', async () => {
    const fallback = await serveSimulated({ decodeStepMs: 1, attentionPath: 'torch-fallback' }, { dialect: 'sagellm' })
    const own = await validate(engine.url, { batchSizes: [1], maxOutputTokens: 4 })
    await writeFile(join(folder, 'native.json'), JSON.stringify(runtimeConsistencyFile.serialize(own)))
    const found = await validate(fallback.url, {
      batchSizes: [1],
      maxOutputTokens: 4,
      referenceArtifact: 'native.json',
    })
    await fallback.close()
    expect(codes(found)).toEqual([
      'reference_attention_differs',
      'reference_implementation_differs',
      'reference_operator_pack_differs',
    ])
  })
})

test('what cannot be a reference, and an API that only streams, are refused before anything is sent', async () => {
  await writeFile(join(folder, 'other.json'), '{}')
  await expect(validate(engine.url, { referenceArtifact: 'other.json' })).rejects.toMatchObject({
    code: 'corrupt_data',
  })
  const { target } = endpointAt('sagellm', engine.url, { api: 'native' })
  await expect(validateConsistency({ target })).rejects.toMatchObject({ code: 'invalid_argument' })
})
