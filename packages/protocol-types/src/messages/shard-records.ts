import { z } from 'zod'

/** Where the records of a run on several machines are kept: all of them by shard 0, or each by the shard that sent the request. */
export const ShardRecords = z.enum(['gathered', 'local'])
export type ShardRecords = z.infer<typeof ShardRecords>
