import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serveSimulated } from '@sagellm-benchmark/suite'
import { runInProcess } from './support/run-in-process.js'

let cwd: string
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'sagellm-contract-'))
  await keep('Q1_metrics.json', { metrics })
})
afterAll(() => rm(cwd, { recursive: true, force: true }))

/** As the Python original writes it. */
const metrics = {
  avg_ttft_ms: 40,
  avg_tbt_ms: 8,
  avg_tpot_ms: 8,
  avg_throughput_tps: 120,
  error_rate: 0,
  peak_mem_mb: 900,
  total_requests: 5,
  successful_requests: 5,
  failed_requests: 0,
}

const keep = (name: string, content: unknown) => writeFile(join(cwd, name), JSON.stringify(content))
const json = async (name: string) => JSON.parse(await readFile(join(cwd, name), 'utf8'))

const execute = (...words: string[]) => runInProcess(words, { cwd })

describe('contract', () => {
  test('is kept: 0, and the checks go into a file', async () => {
    const { code, stdout } = await execute('contract', '--year', '1', '.', '--output-json', 'checks.json')
    expect(code).toBe(0)
    expect(stdout).toBe('Q1: 6 of 6 checks of year1 held\nthe contract of year 1 is kept\n')
    expect(await json('checks.json')).toMatchObject({
      version: 'year1',
      passed: true,
      workloads: { Q1: { passed: true } },
    })
  })

  test('is not kept: 3, with what misses, and what nobody measured misses too', async () => {
    const { code, stdout } = await execute('contract', '--year', '2', 'Q1_metrics.json')
    expect(code).toBe(3)
    expect(stdout).toContain('prefix_hit_rate not measured')
    expect(stdout).toContain('the contract of year 2 is NOT kept')
  })

  test.each([
    [['contract', '.'], '--year is required'],
    [['contract', '--year', '4', '.'], '--year'],
    [['contract', '--year', '1', 'nowhere'], 'no <name>_metrics.json in'],
  ])('%o is a mistake that is named', async (words, message) => {
    const { code, stderr } = await execute(...words)
    expect(code).toBe(2)
    expect(stderr).toContain(message)
  })
})

test('run --contract judges at the end: 3, in the metrics file and in the report; memory of a server is not known', async () => {
  const server = await serveSimulated({ decodeStepMs: 1 })
  const flags = ['--backend-url', server.url, '--workload', 'Q1', '--no-token-cache', '-q', '-o', 'judged']
  const { code, stderr } = await execute('run', ...flags, '--contract', '1')
  await server.close()
  expect(code).toBe(3)
  expect(stderr).toContain('the contract is not kept: Q1: ')
  expect(await json('judged/Q1_metrics.json')).toMatchObject({
    contract: { version: 'year1', passed: false, checks: { error_rate: true, peak_mem_mb: false } },
  })
  expect(await readFile(join(cwd, 'judged/REPORT.md'), 'utf8')).toContain('Contract year1 does NOT hold')
})

test('run --contract ends as its verdict says: 0 where it is kept, 3 where it is not', async () => {
  const flags = ['--backend', 'cpu', '--workload', 'Q1', '--num-samples', '1', '-q', '-o', 'own', '--contract', '1']
  const { code } = await execute('run', ...flags)
  // What this machine reaches decides, and the memory of this program is known.
  const { contract } = await json('own/Q1_metrics.json')
  expect(contract.details.peak_mem_mb.value).toBeGreaterThan(0)
  expect(code).toBe(contract.passed ? 0 : 3)
  expect((await execute('contract', '--year', '1', 'own')).code).toBe(code)
})

test('contract refuses figures that no run can have had', async () => {
  await keep('edited_metrics.json', { metrics: { ...metrics, avg_ttft_ms: -1 } })
  const { code, stderr } = await execute('contract', '--year', '1', 'edited_metrics.json')
  expect(code).toBe(2)
  expect(stderr).toMatch(/edited_metrics\.json: avg_ttft_ms cannot be -1; no run can have measured that/)
  await rm(join(cwd, 'edited_metrics.json'))
})

describe('parity-gate', () => {
  const row = (batch_size: number, more: object) => ({
    ...{ model: 'M', precision: 'live', scenario: `short_b${batch_size}`, batch_size, mode: 'live', ttft_ms: 20 },
    ...{
      tbt_ms: 10,
      throughput_tps: 90,
      output_throughput_tps: 100,
      memory_mb: 0,
      successful_requests: 4,
      failed_requests: 0,
    },
    ...{ latency_p50_ms: 1, latency_p95_ms: 1, latency_p99_ms: 1, ...more },
  })
  const e2e = (label: string, more: object = {}) => ({
    kind: 'e2e',
    label,
    summary: { total_rows: 1 },
    rows: [row(1, more)],
  })
  const step = {
    ...{ trace_id: 't', request_id: 'r', orchestration_step_id: 1, batch_id: 1, batch_type: 'decode', step_index: 0 },
    ...{ batch_size: 1, active_sequences: 1, emitted_tokens: 1, step_latency_ms: 0.5, telemetry_source: 'step_trace' },
    ...{ selected_implementation: 'native', selected_operator_pack: 'p', selection_interface_name: 'i' },
  }
  const info = {
    performance_mainline: {
      explicit_decode: {
        feature_gate: { enabled: true },
        step_telemetry_schema_version: 1,
        step_telemetry_stable_fields: ['trace_id'],
        step_telemetry: [step],
        step_telemetry_entries: 1,
        last_orchestration_step_id: 1,
      },
    },
  }

  test('prints the gate, and a gate of one scenario is evaluated with converted decode steps', async () => {
    const printed = JSON.parse((await execute('parity-gate', 'print-default')).stdout)
    expect(printed).toMatchObject({
      gate_id: 'cuda_decode_parity_v1',
      thresholds: { max_tbt_ratio_vs_best_reference: 1.05 },
    })
    await keep('gate.json', { ...printed, scenarios: printed.scenarios.slice(0, 1) })
    await keep('info.json', info)
    await keep('sagellm.json', e2e('sagellm', { tbt_ms: 10.4 }))
    await keep('vllm.json', e2e('vllm'))

    const convert = ['parity-gate', 'convert-core-telemetry', '--input-json', 'info.json', '--label', 'sagellm']
    const of = ['--model', 'M', '--hardware-family', 'cuda', '--output', 'core.json']
    expect(await execute(...convert, ...of)).toMatchObject({
      code: 0,
      stdout: 'core.json: 1 decode steps at batch sizes 1\n',
    })
    expect(await json('core.json')).toMatchObject({
      schema_version: 'core-decode-step-telemetry/v1',
      summary: { step_records: 1 },
    })

    const evaluate = [
      'parity-gate',
      'evaluate',
      '--candidate',
      'sagellm.json',
      '--reference',
      'vllm.json',
      '--gate-json',
      'gate.json',
    ]
    const passed = await execute(...evaluate, '--core-telemetry', 'core.json', '--output', 'parity.json')
    expect(passed).toMatchObject({ code: 0, stderr: '' })
    expect(passed.stdout).toBe('short_b1: pass\nsagellm passes cuda_decode_parity_v1\n')
    expect((await json('parity.json')).scenarios[0]).toMatchObject({
      category: 'pass',
      tbt_ratio: 1.04,
      reference: 'vllm',
    })

    const blind = await execute(...evaluate)
    expect(blind.code).toBe(3)
    expect(blind.stdout).toContain('short_b1: telemetry (no decode step shows which path ran)')
    // The default gate has scenarios that were not measured.
    expect((await execute(...evaluate.slice(0, 6), '--core-telemetry', 'core.json')).code).toBe(3)
  })
})

describe('validate-serving-consistency', () => {
  const validate = (url: string, ...more: string[]) =>
    execute(
      ...['validate-serving-consistency', '--label', 'sage/llm', '--url', url, '--batch-size', '2'],
      ...['--max-output-tokens', '8', '--output-dir', 'out', '--quiet', '--no-token-cache', ...more],
    )

  test('is consistent: 0, and the evidence is in <label>_runtime_consistency.json', async () => {
    const server = await serveSimulated({ decodeStepMs: 1 }, { dialect: 'sagellm' })
    const { code, stdout } = await validate(server.url, '--hardware-family', 'cpu')
    await server.close()
    expect(stdout).toContain('6 of 6 prompts have one answer, streamed and in one piece')
    expect(code).toBe(0)
    expect(await json('out/sage-llm_runtime_consistency.json')).toMatchObject({
      ...{ schema_version: 'live-runtime-consistency/v1', passed: true, label: 'sage/llm', hardware_family: 'cpu' },
      ...{ validation_batch_sizes: [2], successful_live_batch_sizes: [2], reference_artifact: null, findings: [] },
      observed: { feature_gates: [{ enabled: true }], selected_implementations: ['native-paged'] },
      compatibility: { overall_passed: true, version_mismatch_total: 0, checks: { stream_nonstream: true } },
    })
  })

  test('is shown by report, and so is its canonical form', async () => {
    const file = 'out/sage-llm_runtime_consistency.json'
    const shown = await execute('report', '--input', file, '--format', 'markdown')
    expect(shown.code, shown.stderr).toBe(0)
    expect(shown.stdout).toContain('# Serving consistency of sage/llm')
    expect(shown.stdout).toContain('sage/llm is consistent.')
    expect(shown.stdout).toMatch(/chat_plain *\| chat *\| equal/)
    expect(await json('out/sage-llm_runtime_consistency.canonical.json')).toMatchObject({
      artifact_kind: 'validation_report',
      validation: { runtime_consistency: { present: true, passed: true }, parity: { present: false } },
      telemetry: { core_decode: { present: true } },
      artifacts: { primary_json: 'sage-llm_runtime_consistency.json' },
    })
    const canonical = ['report', '--input', 'out/sage-llm_runtime_consistency.canonical.json', '--format', 'markdown']
    expect((await execute(...canonical)).stdout).toMatch(/runtime consistency *\| *passed/)
  })

  test('is not consistent: 3, with what does not hold; an earlier result is a reference', async () => {
    const server = await serveSimulated({ decodeStepMs: 1 }, { dialect: 'vllm' })
    const reference = 'out/sage-llm_runtime_consistency.json'
    const given = ['--hardware-family', 'cuda', '--reference-artifact', reference]
    const { code, stdout } = await validate(server.url, ...given)
    await server.close()
    expect(code).toBe(3)
    expect(stdout).toContain('feature_gate_missing: /info has no performance_mainline.explicit_decode')
    expect(stdout).toContain('hardware_family_differs: hardware family: cuda; of the reference: cpu')
  })
})
