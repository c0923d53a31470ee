import { ShardRecords } from '@sagellm-benchmark/protocol-types/messages'
import { z } from 'zod'

/** Flags by which several processes share a load. */
export const shardPlaces = {
  shard: z
    .string()
    .optional()
    .describe(
      'I/N: this process is number I of N that share the load, and 0 gathers the records; auto: as Slurm, Kubernetes, MPI or a CI matrix says',
    ),
  rendezvous: z
    .string()
    .optional()
    .describe(
      'HOST:PORT at which shard 0 listens for the others; all have the same secret in SAGELLM_BENCHMARK_SHARD_TOKEN [default of --shard auto: the first machine, port 7707]',
    ),
  shardWait: z.number().positive().default(120).describe('seconds that shards wait for one another before the load'),
}

/** Flags by which several processes share the load of one run. */
export const shardOptions = {
  ...shardPlaces,
  shardRecords: ShardRecords.default('gathered').describe(
    'gathered: shard 0 gets all records and writes the result; local: each shard keeps its own in OUTPUT/shard-I, and merge joins them',
  ),
}

const _shape = z.object(shardOptions)
export type ShardOptions = z.input<typeof _shape> & Pick<z.infer<typeof _shape>, 'shardWait'>
