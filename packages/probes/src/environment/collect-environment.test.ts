import { environmentFile } from '@sagellm-benchmark/protocol-types/artifacts'
import { virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { describe, expect, test } from 'vitest'
import { collectEnvironment } from './collect-environment.js'
import type { HostAccess } from './host-access.js'

const tool = { name: 'sagellm-benchmark', version: '9.8.7' }

const files: Record<string, string> = {
  '/proc/cpuinfo':
    'processor\t: 0\nphysical id\t: 0\ncore id\t\t: 0\n\nprocessor\t: 1\nphysical id\t: 0\ncore id\t\t: 0\n\nprocessor\t: 2\nphysical id\t: 0\ncore id\t\t: 1\n\nprocessor\t: 3\nphysical id\t: 0\ncore id\t\t: 1\n',
  '/proc/self/status': 'Name:\tnode\nCpus_allowed_list:\t0-1,3\n',
  '/sys/fs/cgroup/cpu.max': '250000 100000\n',
  '/sys/fs/cgroup/memory.max': '1073741824\n',
  '/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor': 'powersave\n',
  '/sys/devices/system/clocksource/clocksource0/current_clocksource': 'tsc\n',
  '/proc/meminfo': 'MemTotal: 9 kB\nMemAvailable:   2048 kB\n',
  '/etc/os-release': 'PRETTY_NAME="Debian GNU/Linux 12"\nID=debian\n',
  '/etc/machine-id': '0123456789abcdef0123456789abcdef\n',
  '/.dockerenv': '',
  '/app/node_modules/zod/package.json': '{"name":"zod","version":"4.6.7"}',
  '/app/node_modules/broken/package.json': '{"version":',
}

function fakeHost(changes: Partial<HostAccess> = {}): HostAccess {
  return {
    platform: 'linux',
    architecture: 'x64',
    release: '6.1.0',
    cpuModels: ['A CPU', 'A CPU', 'A CPU', 'A CPU'],
    totalMemoryBytes: 4096,
    freeMemoryBytes: 1024,
    environment: { HF_TOKEN: 'hf_secret', OMP_NUM_THREADS: '4', CUDA_VISIBLE_DEVICES: '0,1', HOME: '/home/me' },
    runtimeVersions: { node: '20.20.2', v8: '11', uv: '1' },
    readText: async (path) => files[path] ?? null,
    listFolder: async () => [],
    run: async (file, args) => {
      if (file !== 'git') return null
      return args.includes('status') ? '# branch.oid abc123\n# branch.head main\n1 .M N... file\n' : null
    },
    ...changes,
  }
}

describe('the environment manifest', () => {
  test('says what the machine says', async () => {
    const manifest = await collectEnvironment({
      tool,
      host: fakeHost(),
      clock: virtualClock(250),
      seed: 7,
      clockOffsetsMs: { worker: 0.5 },
      packages: ['zod', 'absent', 'broken'],
      packagesFolder: '/app/sub/folder',
      commandLine: ['run', '--api-key', 'k-1'],
    })

    expect(manifest).toMatchObject({
      tool,
      startedAt: '2026-01-01T00:00:00.000Z',
      packages: { zod: '4.6.7', absent: null, broken: null },
      cpu: {
        model: 'A CPU',
        logicalCores: 4,
        physicalCores: 2,
        affinity: '0-1,3',
        quotaCores: 2.5,
        governor: 'powersave',
      },
      memory: { totalBytes: 4096, availableBytes: 2_097_152, limitBytes: 1_073_741_824 },
      os: { platform: 'linux', name: 'Debian GNU/Linux 12', kernel: '6.1.0', architecture: 'x64' },
      runtime: { name: 'node', version: '20.20.2' },
      container: { kind: 'docker', hints: ['/.dockerenv exists'] },
      git: { commit: 'abc123', branch: 'main', dirty: true },
      commandLine: ['run', '--api-key', '[redacted]'],
      seed: 7,
      clock: { unixOffsetMs: Date.UTC(2026, 0, 1) - 250, kernelSource: 'tsc', offsetsMs: { worker: 0.5 } },
    })
  })

  test('shows no value that could be a secret, and no name of a person or host', async () => {
    const manifest = await collectEnvironment({ tool, host: fakeHost(), commandLine: [] })
    expect(manifest.environmentVariables).toEqual({ CUDA_VISIBLE_DEVICES: '0,1', HF_TOKEN: null, OMP_NUM_THREADS: '4' })
    expect(manifest.machine).toMatch(/^[0-9a-f]{12}$/)
    expect(JSON.stringify(manifest)).not.toMatch(/hf_secret|\/home\/me|0123456789abcdef0123/)
  })

  test('is full of nulls, not of errors, on a machine that tells nothing', async () => {
    const mute = fakeHost({ readText: async () => null, run: async () => null, environment: {}, cpuModels: [] })
    const manifest = await collectEnvironment({ tool, host: mute, commandLine: [], packages: ['zod'] })
    expect(manifest).toMatchObject({ git: null, machine: null, packages: { zod: null }, container: { kind: null } })
    expect(Object.values(manifest.cpu).every((value) => value === null)).toBe(true)
  })

  test('an unlimited container has no limit', async () => {
    const unlimited = fakeHost({
      readText: async (path) => (path.startsWith('/sys/fs/cgroup') ? 'max 100000\n' : null),
    })
    const manifest = await collectEnvironment({ tool, host: unlimited, commandLine: [] })
    expect(manifest.cpu.quotaCores).toBeNull()
    expect(manifest.memory.limitBytes).toBeNull()
  })

  test('of this very machine survives the way to disk and back', async () => {
    const manifest = await collectEnvironment({ tool, packages: ['re2js'], packagesFolder: import.meta.dirname })
    expect(manifest.packages.re2js).toMatch(/^\d+\.\d+\.\d+$/)
    expect(manifest.cpu.logicalCores).toBeGreaterThan(0)
    const json = JSON.parse(JSON.stringify(environmentFile.serialize(manifest)))
    expect(json.cpu).toHaveProperty('logical_cores')
    expect(environmentFile.parse(json, 'environment.json')).toEqual(manifest)
  })
})
