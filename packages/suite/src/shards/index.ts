export { joinRun, type JoinRunOptions } from './join-run.js'
export { type FoundShard, shardFromScheduler } from './shard-from-scheduler.js'
export type { ShardsOptions } from './with-shards.js'
