export {
  EvictionMetrics,
  KVMetricsFields,
  KVPoolMetrics,
  OperationMetrics,
  PrefixCacheMetrics,
  SchedulerMetrics,
  TransferMetrics,
} from './metrics.js'
export {
  KVCacheAllocateRequest,
  KVCacheAllocateResponse,
  KVCacheEvictRequest,
  KVCacheEvictResponse,
  KVCacheFreeRequest,
  KVCacheFreeResponse,
  KVCacheMigrateRequest,
  KVCacheMigrateResponse,
} from './operations.js'
