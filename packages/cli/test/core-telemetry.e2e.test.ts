import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serveSimulated } from '@sagellm-benchmark/suite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runInProcess } from './support/run-in-process.js'

let cwd: string
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'core-telemetry-'))
})
afterAll(() => rm(cwd, { recursive: true, force: true }))

const keep = (name: string, content: unknown) => writeFile(join(cwd, name), JSON.stringify(content))
const json = async (name: string) => JSON.parse(await readFile(join(cwd, name), 'utf8'))
const execute = (...words: string[]) => runInProcess(words, { cwd })

describe('compare', () => {
  const few = ['--workload', 'Q1', '--rounds', '1', '--max-output-tokens', '8', '--quiet', '--no-token-cache']

  test('leaves the decode steps that the engine reports, and a parity run that passes the gate with them', async () => {
    const servers = [await serveSimulated({ decodeStepMs: 1 }, { dialect: 'sagellm' })]
    servers.push(await serveSimulated({ decodeStepMs: 1 }, { dialect: 'vllm' }))
    const [own, other] = servers.map(({ url }) => url)
    const targets = ['--target', `sagellm=${own}`, '--target', `vllm=${other}`, '--hardware-family', 'cpu']
    const batches = ['--batch-size', '1', '--batch-size', '2', '--batch-size', '4']
    const { code, stderr } = await execute('compare', ...targets, ...few, ...batches, '--output-dir', 'steps')
    for (const server of servers) await server.close()
    expect(code, stderr).toBe(0)

    // Of every batch size, though the page shows the last steps only; none of the warm-up.
    const telemetry = await json('steps/sagellm_core_telemetry.json')
    expect(telemetry).toMatchObject({
      ...{ schema_version: 'core-decode-step-telemetry/v1', label: 'sagellm', hardware_family: 'cpu' },
      feature_gate: { feature_id: 'runtime.native_decode.v1', enabled: true },
      summary: { selected_implementations: ['native-paged'] },
    })
    expect(telemetry.summary.batch_sizes).toEqual(expect.arrayContaining([1, 2, 4]))
    const records = (await readFile(join(cwd, 'steps/records.jsonl'), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const answered = records.filter(({ target, phase }) => target === 'sagellm' && phase === 'measured')
    expect(telemetry.summary.step_records).toBeLessThanOrEqual(8 * answered.length)

    const { scenarios } = await json('steps/sagellm.parity.json')
    expect(
      scenarios.map(({ batch_size, has_step_evidence, fallback_rate }: never) => [
        batch_size,
        has_step_evidence,
        fallback_rate,
      ]),
    ).toEqual([
      [1, true, 0],
      [2, true, 0],
      [4, true, 0],
    ])
    expect((await json('steps/vllm.parity.json')).scenarios[0]).toMatchObject({ has_step_evidence: false })
    await expect(json('steps/vllm_core_telemetry.json')).rejects.toThrow('ENOENT')

    const gate = JSON.parse((await execute('parity-gate', 'print-default')).stdout)
    const [first] = gate.scenarios
    const wide = { max_tbt_ratio_vs_best_reference: 1e6, min_output_throughput_ratio_vs_best_reference: 1e-6 }
    await keep('wide.json', {
      ...gate,
      scenarios: scenarios.map(({ scenario_name: name, batch_size }: never) => ({ ...first, name, batch_size })),
      thresholds: { ...gate.thresholds, ...wide },
    })
    const files = ['--candidate', 'steps/sagellm.parity.json', '--reference', 'steps/vllm.parity.json']
    expect(await execute('parity-gate', 'evaluate', ...files, '--gate-json', 'wide.json')).toMatchObject({
      code: 0,
      stderr: '',
    })

    // The results name each other by their ids.
    const result = await json('steps/sagellm.canonical.json')
    const capture = await json('steps/sagellm_core_telemetry.canonical.json')
    expect(result).toMatchObject({
      hardware: { family: 'cpu' },
      telemetry: {
        runtime_info: { present: true },
        core_decode: { present: true, selected_implementations: ['native-paged'] },
      },
      relations: { child_artifact_ids: [capture.artifact_id] },
    })
    expect(capture).toMatchObject({
      artifact_kind: 'telemetry_capture',
      relations: { parent_artifact_ids: [result.artifact_id] },
    })
  })

  test('without --hardware-family leaves the steps too, of a family that nobody said', async () => {
    const server = await serveSimulated({ decodeStepMs: 1 }, { dialect: 'sagellm' })
    const target = ['compare-record', '--label', 'any', '--url', server.url, '--batch-size', '1']
    const { code, stderr } = await execute(...target, ...few, '--output-dir', 'unsaid')
    await server.close()
    expect(code, stderr).toBe(0)
    expect(await json('unsaid/any_core_telemetry.json')).toMatchObject({ hardware_family: null, label: 'any' })
  })

  test.each([
    ['convergence', (a: string, b: string) => ['--target', `sagellm=${a}`, '--target', `other=${b}`]],
    ['vllm-compare', (a: string, b: string) => ['run', '--sagellm-url', a, '--vllm-url', b]],
  ])(
    '%s --hardware-family ends before its first request where the feature gate is missing',
    async (command, targets) => {
      const off = await serveSimulated({ decodeStepMs: 1 }, { dialect: 'vllm' })
      const on = await serveSimulated({ decodeStepMs: 1 }, { dialect: 'sagellm' })
      const measure = (url: string, folder: string) =>
        execute(
          command,
          ...targets(url, off.url),
          ...['--hardware-family', 'cpu', '--batch-size', '1', ...few, '--output-dir', folder],
        )
      const [refused, measured] = [await measure(off.url, `${command}-off`), await measure(on.url, `${command}-on`)]
      await Promise.all([off.close(), on.close()])
      expect(refused.code).toBe(1)
      expect(refused.stderr).toContain('sagellm is not compared: /info has no performance_mainline.explicit_decode')
      expect(measured.code, measured.stderr).toBe(0)
      expect((await json(`${command}-on/sagellm.parity.json`)).scenarios[0]).toMatchObject({ has_step_evidence: true })
      expect(await readFile(join(cwd, `${command}-on/REPRODUCE.sh`), 'utf8')).toContain('--hardware-family cpu')
      if (command === 'convergence')
        expect(await json('convergence-on/validation.canonical.json')).toMatchObject({
          artifact_kind: 'validation_report',
        })
    },
  )
})

test('compare-record --hardware-family ends before its first request where the feature gate is missing', async () => {
  const servers = [await serveSimulated({ decodeStepMs: 1 }, { dialect: 'vllm' })]
  servers.push(await serveSimulated({ decodeStepMs: 1 }, { dialect: 'sagellm' }))
  const flags = ['--workload', 'Q1', '--batch-size', '1', '--rounds', '1', '--max-output-tokens', '4', '--quiet']
  const record = (url: string, folder: string) =>
    execute(
      ...['compare-record', '--label', 'sagellm', '--url', url, '--hardware-family', 'cpu', '--no-token-cache'],
      ...[...flags, '--output-dir', folder],
    )
  const [without, on] = [await record(servers[0]?.url ?? '', 'without'), await record(servers[1]?.url ?? '', 'on')]
  for (const server of servers) await server.close()
  expect(without.code).toBe(1)
  expect(without.stderr).toContain('sagellm is not compared: /info has no performance_mainline.explicit_decode')
  expect(on.code, on.stderr).toBe(0)
  expect(await json('on/sagellm.json')).toMatchObject({ kind: 'e2e', label: 'sagellm' })
  expect(await json('on/sagellm.parity.json')).toMatchObject({
    ...{ schema_version: 'parity-run/v1', label: 'sagellm', engine_family: 'native', hardware_family: 'cpu' },
    scenarios: [{ batch_size: 1, correctness_pass_rate: 1 }],
  })
})
