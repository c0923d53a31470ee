export { fromJsonLine, toJsonLine } from './json-line.js'
export { DealtRequest, FromWorker, ToWorker } from './load-messages.js'
export { FromShard, SHARD_PROTOCOL, ShardHello, ToShard } from './shard-messages.js'
