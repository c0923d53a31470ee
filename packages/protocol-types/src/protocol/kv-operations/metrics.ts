import { z } from 'zod'

// What the parts of a KV cache report: typed dictionaries in the package, every key optional, nothing enforced. Here a key that is
// there holds its type, and others are kept.

const number = z.number().optional()
const text = z.string().optional()
const byDevice = z.record(z.string(), z.number()).optional()

export const PrefixCacheMetrics = z.looseObject({
  hitRate: number,
  hitCount: number,
  missCount: number,
  hitLen: number,
  avgHitLen: number,
  reuseBytes: number,
  prefillSavedMs: number,
  indexSize: number,
  timestamp: number,
})
export type PrefixCacheMetrics = z.infer<typeof PrefixCacheMetrics>

export const KVPoolMetrics = z.looseObject({
  totalTokens: number,
  allocatedTokens: number,
  availableTokens: number,
  totalBytes: number,
  allocatedBytes: number,
  availableBytes: number,
  allocCount: number,
  freeCount: number,
  allocFailCount: number,
  pinCount: number,
  unpinCount: number,
  pinnedTokens: number,
  fragmentationRatio: number,
  timestamp: number,
})
export type KVPoolMetrics = z.infer<typeof KVPoolMetrics>

export const EvictionMetrics = z.looseObject({
  evictCount: number,
  evictBytes: number,
  evictTokens: number,
  evictLatencyMs: number,
  evictFailCount: number,
  evictTriggerCount: number,
  policyUsed: text,
  timestamp: number,
})
export type EvictionMetrics = z.infer<typeof EvictionMetrics>

export const TransferMetrics = z.looseObject({
  transferCount: number,
  transferBytes: number,
  transferBw: number,
  transferLatencyMs: number,
  transferFailCount: number,
  shardCount: number,
  compressionRatio: number,
  compressionLatencyMs: number,
  decompressionLatencyMs: number,
  backendKind: text,
  topologySource: text,
  timestamp: number,
})
export type TransferMetrics = z.infer<typeof TransferMetrics>

export const SchedulerMetrics = z.looseObject({
  queueLength: number,
  waitTimeMs: number,
  batchSize: number,
  avgBatchSize: number,
  dispatchLatencyMs: number,
  admissionCount: number,
  admissionRejectCount: number,
  timestamp: number,
})
export type SchedulerMetrics = z.infer<typeof SchedulerMetrics>

export const OperationMetrics = z.looseObject({
  allocateCount: number,
  allocateSuccessCount: number,
  allocateFailCount: number,
  allocateLatencyMs: number,
  allocatePrefixHitCount: number,
  freeCount: number,
  freeSuccessCount: number,
  freeFailCount: number,
  freeLatencyMs: number,
  freeKeptInCacheCount: number,
  evictRequestCount: number,
  evictSuccessCount: number,
  evictFailCount: number,
  evictLatencyMs: number,
  evictTargetBytes: number,
  evictActualBytes: number,
  migrateCount: number,
  migrateSuccessCount: number,
  migrateFailCount: number,
  migrateLatencyMs: number,
  migrateBandwidthMbps: number,
  migrateCompressedCount: number,
  migrateAsyncCount: number,
  timestamp: number,
})
export type OperationMetrics = z.infer<typeof OperationMetrics>

export const KVMetricsFields = z.looseObject({
  hitRate: number,
  hitCount: number,
  missCount: number,
  hitLen: number,
  avgHitLen: number,
  reuseBytes: number,
  prefillSavedMs: number,
  allocatedTokens: number,
  allocatedBytes: number,
  availableTokens: number,
  availableBytes: number,
  allocCount: number,
  freeCount: number,
  allocFailCount: number,
  pinCount: number,
  unpinCount: number,
  pinnedTokens: number,
  fragmentationRatio: number,
  evictCount: number,
  evictBytes: number,
  evictTokens: number,
  evictLatencyMs: number,
  evictFailCount: number,
  evictTriggerCount: number,
  transferCount: number,
  transferBytes: number,
  transferBw: number,
  transferLatencyMs: number,
  transferFailCount: number,
  shardCount: number,
  compressionRatio: number,
  compressionLatencyMs: number,
  decompressionLatencyMs: number,
  queueLength: number,
  waitTimeMs: number,
  batchSize: number,
  avgBatchSize: number,
  dispatchLatencyMs: number,
  admissionCount: number,
  admissionRejectCount: number,
  prefixGroupSize: number,
  prefixGroupHitRate: number,
  extraQueueDelayMs: number,
  loadImbalanceRatio: number,
  deviceKvUsage: byDevice,
  deviceQueueLength: byDevice,
  predictionCount: number,
  predictionAccuracy: number,
  predictionLatencyMs: number,
  timestamp: number,
})
export type KVMetricsFields = z.infer<typeof KVMetricsFields>
