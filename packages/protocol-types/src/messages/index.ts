export { fromJsonLine, toJsonLine } from './json-line.js'
export { DealtRequest, FromWorker, ToWorker } from './load-messages.js'
export {
  ClockLine,
  FromShard,
  SHARD_PROTOCOL,
  ShardHello,
  ToShard,
} from './shard-messages.js'
export { ShardRecords } from './shard-records.js'
