import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { systemClock } from '@sagellm-benchmark/protocol-types'
import { resourceTelemetryFile } from '@sagellm-benchmark/protocol-types/telemetry'
import { virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { describe, expect, test } from 'vitest'
import { type HostAccess, localHost } from '../environment/host-access.js'
import { openResources } from '../resources/resource-recorder.js'
import { npuSmi } from './npu-smi.js'
import { nvidiaSmi } from './nvidia-smi.js'
import { processProbe } from './process.js'
import { probes } from './index.js'

const mute: HostAccess = {
  ...localHost(),
  readText: async () => null,
  listFolder: async () => [],
  run: async () => null,
}
const clock = virtualClock()

test('the list holds every file of the folder, each named for its probe', () => {
  const files = readdirSync(import.meta.dirname).filter((file) => !/^(index|define-.*|.*\.test)\.ts$/.test(file))
  expect(probes.map(({ name }) => `${name}.ts`)).toEqual(files.sort())
})

describe.each(probes)('the probe $name', (probe) => {
  test('is described and says where it is found', () => {
    expect(probe.description.length).toBeGreaterThan(20)
    expect(probe.foundOn.length).toBeGreaterThan(3)
  })

  test('has a path, or opens on any machine without an exception', async () => {
    if (probe.kind === 'surface') expect(probe.path).toMatch(/^\/[\w/-]+$/)
    else expect(await probe.open({ host: mute, clock, pid: 1 })).toBeNull()
  })
})

describe('process', () => {
  const stat = (pid: number, parent: number, ticks: number, start = 50) =>
    `${pid} (a (strange) name) S ${parent} 1 1 0 -1 0 0 0 0 0 ${ticks} 0 0 0 20 0 1 0 ${start} 0 0`
  const machine = (files: Record<string, string>): HostAccess => ({
    ...mute,
    readText: async (path) => files[path] ?? null,
    listFolder: async () => [...new Set(Object.keys(files).map((path) => path.split('/')[2] ?? ''))],
  })

  test('adds up memory and CPU of a process and its children', async () => {
    const files: Record<string, string> = {
      '/proc/10/stat': stat(10, 1, 100),
      '/proc/10/status': 'VmRSS:\t  1000 kB\n',
      '/proc/11/stat': stat(11, 10, 50),
      '/proc/11/status': 'VmRSS:\t  500 kB\n',
      '/proc/99/stat': stat(99, 1, 7),
      '/proc/99/status': 'VmRSS:\t  9 kB\n',
    }
    const time = virtualClock()
    const reader = await processProbe.open({ host: machine(files), clock: time, pid: 10 })
    await reader?.read()
    files['/proc/10/stat'] = stat(10, 1, 150)
    files['/proc/11/stat'] = stat(11, 10, 100)
    await time.advance(2000)
    // 50 + 50 hundredths of a second of CPU in 2 seconds
    expect(await reader?.read()).toEqual([
      { device: 'pid 10', values: { resident_bytes: 1500 * 1024, processes: 2, cpu_cores: 0.5 } },
    ])
  })

  test('a number that was given to another process is not read on', async () => {
    const files: Record<string, string> = { '/proc/10/stat': stat(10, 1, 100), '/proc/10/status': 'VmRSS: 1 kB' }
    const reader = await processProbe.open({ host: machine(files), clock, pid: 10 })
    files['/proc/10/stat'] = stat(10, 1, 100, 999)
    expect(await reader?.read()).toEqual([])
  })

  test('sees the memory of a real process', async () => {
    const child = spawn('sleep', ['30'])
    try {
      const reader = await processProbe.open({ host: localHost(), clock: systemClock(), pid: child.pid ?? 0 })
      const [reading] = (await reader?.read()) ?? []
      expect(reading?.values.resident_bytes).toBeGreaterThan(10_000)
    } finally {
      child.kill()
    }
  })
})

describe('devices', () => {
  test('nvidia-smi: one device a line, unknown values left out', async () => {
    const text = '0, 37, 1024, 24576, 120.50, 55\n1, [N/A], 0, 24576, [N/A], 30\n'
    const reader = await nvidiaSmi.open({ host: { ...mute, run: async () => text }, clock, pid: null })
    expect(await reader?.read()).toEqual([
      {
        device: 'gpu 0',
        values: {
          utilization: 0.37,
          memory_used_bytes: 1024 ** 3,
          memory_total_bytes: 24 * 1024 ** 3,
          power_w: 120.5,
          temperature_c: 55,
        },
      },
      { device: 'gpu 1', values: { memory_used_bytes: 0, memory_total_bytes: 24 * 1024 ** 3, temperature_c: 30 } },
    ])
  })

  test('an error message of a tool is no device', async () => {
    const host = { ...mute, run: async () => 'NVIDIA-SMI has failed because it could not talk to the driver.\n' }
    expect(await nvidiaSmi.open({ host, clock, pid: null })).toBeNull()
    expect(await npuSmi.open({ host, clock, pid: null })).toBeNull()
  })

  test('npu-smi: cards, their chips, memory from capacity and rate', async () => {
    const usages = `
	NPU ID                         : 3
	Chip Count                     : 2

	HBM Capacity(MB)               : 65536
	HBM Usage Rate(%)              : 50
	Aicore Usage Rate(%)           : 7
	Chip ID                        : 0

	HBM Capacity(MB)               : 65536
	HBM Usage Rate(%)              : 25
	Aicore Usage Rate(%)           : 100
	Chip ID                        : 1
`
    const run: HostAccess['run'] = async (_, args) =>
      args.includes('-l') ? '\tCard Count : 1\n\tNPU ID   : 3\n' : usages
    const reader = await npuSmi.open({ host: { ...mute, run }, clock, pid: null })
    expect(await reader?.read()).toEqual([
      { device: 'npu 3.0', values: { utilization: 0.07, memory_total_bytes: 2 ** 36, memory_used_bytes: 2 ** 35 } },
      { device: 'npu 3.1', values: { utilization: 1, memory_total_bytes: 2 ** 36, memory_used_bytes: 2 ** 34 } },
    ])
  })
})

test('a pid that cannot be read is a gap, absent drivers are not', async () => {
  const recorder = await openResources({ host: mute, clock, pid: 4711 })
  await recorder.sample()
  const result = recorder.result('after', 5000)
  expect(result).toMatchObject({ devices: [], gaps: [{ code: 'process_unreadable' }] })
  expect(resourceTelemetryFile.parse(resourceTelemetryFile.serialize(result), 'x')).toEqual(result)
  expect((await openResources({ host: mute, clock, pid: null })).result('x', 1).gaps).toEqual([])
})
