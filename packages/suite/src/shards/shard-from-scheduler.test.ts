import { expect, test } from 'vitest'
import { shardFromScheduler } from './shard-from-scheduler.js'

test.each([
  ['gpu[07-09,12],cpu1', 'gpu07'],
  ['node-a,node-b', 'node-a'],
  ['single', 'single'],
  ['rack[1-2]-ib', 'rack1-ib'],
  ['r[1-2]n[03-04],x', 'r1n03'],
])('Slurm: shard 0 is on the first machine of %s', (list, host) => {
  const env = { SLURM_PROCID: '2', SLURM_NTASKS: '4', SLURM_JOB_NODELIST: list }
  expect(shardFromScheduler(env)).toEqual({ shard: 2, of: 4, host, scheduler: 'Slurm' })
})

test('Slurm: the machines of the step go before those of the job', () => {
  const env = { SLURM_PROCID: '0', SLURM_NTASKS: '2', SLURM_JOB_NODELIST: 'a[1-9]', SLURM_STEP_NODELIST: 'a[4-5]' }
  expect(shardFromScheduler(env).host).toBe('a4')
})

test('MPI that srun started finds the machine of shard 0 by what srun says, where both count alike', () => {
  const slurm = { SLURM_PROCID: '1', SLURM_NTASKS: '4', SLURM_STEP_NODELIST: 'gpu[07-08]' }
  expect(shardFromScheduler({ ...slurm, PMI_RANK: '1', PMI_SIZE: '4' })).toMatchObject({ shard: 1, host: 'gpu07' })
  expect(shardFromScheduler({ ...slurm, PMI_RANK: '1', PMI_SIZE: '8' })).toMatchObject({ shard: 1, of: 8, host: null })
})

test('Kubernetes: the pod of index 0 is found behind the service', () => {
  const env = {
    JOB_COMPLETION_INDEX: '1',
    SAGELLM_BENCHMARK_SHARDS: '3',
    SAGELLM_BENCHMARK_JOB: 'bench',
    SAGELLM_BENCHMARK_SERVICE: 'bench-shards',
  }
  expect(shardFromScheduler(env)).toMatchObject({ shard: 1, of: 3, host: 'bench-0.bench-shards' })
})

test('GitLab counts from 1, Open MPI inside of a Slurm job knows its own ranks', () => {
  expect(shardFromScheduler({ CI_NODE_INDEX: '1', CI_NODE_TOTAL: '2' })).toMatchObject({ shard: 0, of: 2, host: null })
  const mpi = { SLURM_PROCID: '0', SLURM_NTASKS: '1', OMPI_COMM_WORLD_RANK: '3', OMPI_COMM_WORLD_SIZE: '8' }
  expect(shardFromScheduler(mpi)).toMatchObject({ shard: 3, of: 8, scheduler: 'Open MPI' })
})

test.each([
  [{}, /no scheduler says/],
  [{ JOB_COMPLETION_INDEX: '1' }, /SAGELLM_BENCHMARK_SHARDS= name no shard/],
  [{ SLURM_PROCID: '3', SLURM_NTASKS: '3' }, /name no shard/],
  [{ PMI_RANK: '-1', PMI_SIZE: '2' }, /name no shard/],
])('what makes no sense is refused: %j', (env, words) => {
  expect(() => shardFromScheduler(env)).toThrow(words)
})
