export {
  CompressionType,
  DType,
  EvictionPolicy,
  KVBlockState,
  Layout,
  MemoryTier,
  RequestType,
  SchedulerState,
  TransferDirection,
  TransferStatus,
} from './enums.js'
export { KVErrorCode, isRetryableKVError, kvErrorCategories } from './errors.js'
export {
  EvictionCandidate,
  KVBlock,
  KVHandle,
  KVPoolStats,
  KVTransferMetadata,
  LifetimePrediction,
  PrefixCacheEntry,
  SchedulerPlan,
  SchedulerRequest,
} from './types.js'
