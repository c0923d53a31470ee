import { BenchError } from '@sagellm-benchmark/protocol-types'

/** Which shard a process is, as the scheduler that started it says. */
export type FoundShard = {
  readonly shard: number
  readonly of: number
  /** Machine of shard 0; `null` where the scheduler does not name it. */
  readonly host: string | null
  readonly scheduler: string
}

type Env = Readonly<Record<string, string | undefined>>

type Scheduler = {
  readonly name: string
  /** Number and count of processes, and the number of the first one. */
  readonly variables: readonly [index: string, total: string]
  readonly first: 0 | 1
  readonly host: (env: Env) => string | null
}

const noHost = () => null

/** In the order in which they are looked for: a launcher inside of a job knows better than the job. */
const schedulers: readonly Scheduler[] = [
  { name: 'Open MPI', variables: ['OMPI_COMM_WORLD_RANK', 'OMPI_COMM_WORLD_SIZE'], first: 0, host: hostBeside },
  { name: 'MPI (PMI)', variables: ['PMI_RANK', 'PMI_SIZE'], first: 0, host: hostBeside },
  { name: 'Slurm', variables: ['SLURM_PROCID', 'SLURM_NTASKS'], first: 0, host: firstSlurmNode },
  {
    name: 'Kubernetes (Indexed Job)',
    variables: ['JOB_COMPLETION_INDEX', 'SAGELLM_BENCHMARK_SHARDS'],
    first: 0,
    host: firstPod,
  },
  { name: 'GitLab CI (parallel)', variables: ['CI_NODE_INDEX', 'CI_NODE_TOTAL'], first: 1, host: noHost },
  { name: 'CircleCI (parallelism)', variables: ['CIRCLE_NODE_INDEX', 'CIRCLE_NODE_TOTAL'], first: 0, host: noHost },
  {
    name: 'Buildkite (parallelism)',
    variables: ['BUILDKITE_PARALLEL_JOB', 'BUILDKITE_PARALLEL_JOB_COUNT'],
    first: 0,
    host: noHost,
  },
  {
    name: 'a matrix',
    variables: ['SAGELLM_BENCHMARK_SHARD', 'SAGELLM_BENCHMARK_SHARDS'],
    first: 0,
    host: noHost,
  },
]

/**
 * Which shard this process is, from what its scheduler sets: Slurm, an Indexed Job of Kubernetes, Open MPI, the matrix of a CI system.
 *
 * @throws BenchError `invalid_argument` where no scheduler says it, or what it says makes no sense.
 * @example shardFromScheduler({ SLURM_PROCID: '1', SLURM_NTASKS: '3', SLURM_JOB_NODELIST: 'gpu[01-03]' })
 * // { shard: 1, of: 3, host: 'gpu01', scheduler: 'Slurm' }
 */
export function shardFromScheduler(env: Env): FoundShard {
  const found = schedulers.find(({ variables: [index] }) => env[index] !== undefined && env[index] !== '')
  if (!found)
    throw new BenchError('invalid_argument', 'no scheduler says which shard this process is', {
      hint: 'start it with srun, mpirun, an Indexed Job or a CI matrix, or write --shard 0/3, 1/3, 2/3',
    })
  const { name, variables, first, host } = found
  const [index, total] = variables
  const shard = whole(env[index]) - first
  const of = whole(env[total])
  if (!(shard >= 0 && of >= 1 && shard < of))
    throw new BenchError(
      'invalid_argument',
      `${name}: ${index}=${env[index] ?? ''} and ${total}=${env[total] ?? ''} name no shard`,
      { hint: `set ${total} to the number of processes` },
    )
  return { shard, of, host: host(env), scheduler: name }
}

function whole(text: string | undefined): number {
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN
}

/** MPI names no machine; srun, which sets its variables beside its own, does where both count alike. */
function hostBeside(env: Env): string | null {
  const { SLURM_PROCID, SLURM_NTASKS } = env
  const counts = [
    [env['OMPI_COMM_WORLD_RANK'], env['OMPI_COMM_WORLD_SIZE']],
    [env['PMI_RANK'], env['PMI_SIZE']],
  ]
  const alike = counts.some(([rank, size]) => rank !== undefined && rank === SLURM_PROCID && size === SLURM_NTASKS)
  return alike ? firstSlurmNode(env) : null
}

/** The first machine of the step, on which its first process runs: of `gpu[07-09,12],cpu1` gpu07. */
function firstSlurmNode(env: Env): string | null {
  const list = env['SLURM_STEP_NODELIST'] ?? env['SLURM_JOB_NODELIST'] ?? ''
  const [first = ''] = /^(?:[^,[\]]|\[[^\]]*\])+/.exec(list) ?? []
  // Of `r[1-2]n[3-4]` r1n3: each list in brackets begins with its first number.
  const host = first.replace(/\[(\d*)[^\]]*\]/g, '$1')
  return host === '' ? null : host
}

/** The pod of index 0 behind the headless Service, by the names that the manifest hands over. */
function firstPod(env: Env): string | null {
  const { SAGELLM_BENCHMARK_JOB: job, SAGELLM_BENCHMARK_SERVICE: service } = env
  return job && service ? `${job}-0.${service}` : null
}
