import { SHARD_PROTOCOL, type ShardHello } from '@sagellm-benchmark/protocol-types/messages'

/** What a shard says of itself. */
export const aHello: ShardHello = {
  kind: 'hello',
  protocol: SHARD_PROTOCOL,
  shard: 1,
  of: 2,
  version: '1.2.3',
  planHash: 'a plan',
  records: 'gathered',
  environment: {
    schemaVersion: 1,
    tool: { name: 'sagellm-benchmark', version: '1.2.3' },
    startedAt: '2026-01-01T00:00:00.000Z',
    startedAtUnixMs: 1_767_225_600_000,
    packages: {},
    cpu: { model: null, logicalCores: 2, physicalCores: null, affinity: null, quotaCores: null, governor: null },
    memory: { totalBytes: null, availableBytes: null, limitBytes: null },
    os: { platform: 'linux', name: null, kernel: null, architecture: 'x64' },
    runtime: { name: 'node', version: '20', components: {} },
    container: { kind: null, hints: [] },
    git: null,
    commandLine: [],
    seed: null,
    clock: { source: 'performance.now', unixOffsetMs: 0, kernelSource: null, offsetsMs: {} },
    machine: null,
    environmentVariables: {},
  },
}
