import { expect, test } from 'vitest'
import { shardOf } from './shard-of.js'

const env = { SAGELLM_BENCHMARK_SHARD_TOKEN: 'a secret of all shards' }
const flags = { rendezvous: 'node-1:7700', shardRecords: 'gathered' as const, shardWait: 60 }

test('the flags name the shard, its place and how long it waits; the secret comes from the environment', () => {
  expect(shardOf({ shard: '1/3', ...flags }, env)).toEqual({
    ...{ shard: 1, of: 3, place: { host: 'node-1', port: 7700 } },
    ...{ token: 'a secret of all shards', records: 'gathered', waitSeconds: 60 },
  })
  expect(shardOf({ ...flags, shard: undefined }, env)).toBeNull()
})

test('auto finds number and machine, and a flag goes before the machine that was found', () => {
  const slurm = { ...env, SLURM_PROCID: '1', SLURM_NTASKS: '2', SLURM_JOB_NODELIST: 'gpu[01-02]' }
  const auto = { ...flags, shard: 'auto', rendezvous: undefined }
  expect(shardOf(auto, slurm)).toMatchObject({ shard: 1, of: 2, place: { host: 'gpu01', port: 7707 } })
  expect(shardOf({ ...flags, shard: 'auto' }, slurm)?.place).toEqual({ host: 'node-1', port: 7700 })
})

test.each([
  [{ shard: '3/3', ...flags }, /--shard cannot be "3\/3"/],
  [{ shard: 'one', ...flags }, /--shard cannot be "one"/],
  [{ ...flags, shard: '0/3', rendezvous: undefined }, /--rendezvous cannot be "left out"/],
  [{ ...flags, shard: '0/3', rendezvous: 'node-1' }, /--rendezvous cannot be "node-1"/],
  [{ ...flags, shard: '0/3', rendezvous: 'node-1:99999' }, /--rendezvous cannot be/],
])('%j is refused', (options, words) => {
  expect(() => shardOf(options, env)).toThrow(words)
})
