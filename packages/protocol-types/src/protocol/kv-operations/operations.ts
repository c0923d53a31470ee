import { z } from 'zod'
import { lax, unset } from '../lax.js'
import { ProtocolError } from '../error.js'
import { DType, EvictionPolicy, Layout, MemoryTier, TransferDirection, TransferStatus } from '../kv/enums.js'
import { KVHandle, KVTransferMetadata } from '../kv/types.js'

export const KVCacheAllocateRequest = z.object({
  requestId: lax.text(),
  sessionId: unset(lax.text()),
  traceId: lax.text(),
  numTokens: lax.int({ above: 0 }),
  tokenStart: lax.int({ min: 0 }).default(0),
  tokenEnd: unset(lax.int({ min: 0 })),
  dtype: DType.default('fp16'),
  layout: Layout.default('contiguous'),
  device: lax.text().default('cpu'),
  memoryTier: MemoryTier.default('cpu'),
  allowFallback: lax.bool().default(true),
  pinOnAllocate: lax.bool().default(false),
  priority: lax.int().default(0),
  prefixHash: unset(lax.text()),
  metadata: lax.dict().default({}),
  rank: unset(lax.int({ min: 0 })),
  placement: unset(lax.text()),
})
export type KVCacheAllocateRequest = z.infer<typeof KVCacheAllocateRequest>

export const KVCacheAllocateResponse = z.object({
  requestId: lax.text(),
  traceId: lax.text(),
  success: lax.bool(),
  handle: unset(KVHandle),
  allocatedTokens: lax.int({ min: 0 }).default(0),
  allocatedBytes: lax.int({ min: 0 }).default(0),
  actualDevice: unset(lax.text()),
  actualMemoryTier: unset(MemoryTier),
  prefixHit: lax.bool().default(false),
  prefixHitLen: lax.int({ min: 0 }).default(0),
  reusedBytes: lax.int({ min: 0 }).default(0),
  error: unset(ProtocolError),
  timestamp: lax.float({ min: 0 }).default(0),
})
export type KVCacheAllocateResponse = z.infer<typeof KVCacheAllocateResponse>

export const KVCacheEvictRequest = z.object({
  requestId: lax.text(),
  traceId: lax.text(),
  targetTokens: unset(lax.int({ above: 0 })),
  targetBytes: unset(lax.int({ above: 0 })),
  evictionPolicy: EvictionPolicy.default('lru'),
  device: unset(lax.text()),
  memoryTier: unset(MemoryTier),
  excludeHandleIds: lax.list(lax.uuid()).default([]),
  excludeSessionIds: lax.list(lax.text()).default([]),
  allowPinOverride: lax.bool().default(false),
  preferColdData: lax.bool().default(true),
})
export type KVCacheEvictRequest = z.infer<typeof KVCacheEvictRequest>

export const KVCacheEvictResponse = z.object({
  requestId: lax.text(),
  traceId: lax.text(),
  success: lax.bool(),
  evictedHandles: lax.list(lax.uuid()).default([]),
  evictedTokens: lax.int({ min: 0 }).default(0),
  evictedBytes: lax.int({ min: 0 }).default(0),
  evictionCount: lax.int({ min: 0 }).default(0),
  evictionLatencyMs: lax.float({ min: 0 }).default(0),
  error: unset(ProtocolError),
  timestamp: lax.float({ min: 0 }).default(0),
})
export type KVCacheEvictResponse = z.infer<typeof KVCacheEvictResponse>

export const KVCacheFreeRequest = z.object({
  requestId: lax.text(),
  traceId: lax.text(),
  handleIds: lax.list(lax.uuid()),
  force: lax.bool().default(false),
  decrementRefOnly: lax.bool().default(false),
  keepInCache: lax.bool().default(false),
})
export type KVCacheFreeRequest = z.infer<typeof KVCacheFreeRequest>

export const KVCacheFreeResponse = z.object({
  requestId: lax.text(),
  traceId: lax.text(),
  success: lax.bool(),
  freedHandles: lax.list(lax.uuid()).default([]),
  failedHandles: lax.list(lax.uuid()).default([]),
  freedTokens: lax.int({ min: 0 }).default(0),
  freedBytes: lax.int({ min: 0 }).default(0),
  errors: lax.dictOf(ProtocolError).default({}),
  timestamp: lax.float({ min: 0 }).default(0),
})
export type KVCacheFreeResponse = z.infer<typeof KVCacheFreeResponse>

export const KVCacheMigrateRequest = z.object({
  requestId: lax.text(),
  traceId: lax.text(),
  handleIds: lax.list(lax.uuid()),
  sourceDevice: lax.text(),
  sourceRank: unset(lax.int({ min: 0 })),
  targetDevice: lax.text(),
  targetRank: unset(lax.int({ min: 0 })),
  targetMemoryTier: unset(MemoryTier),
  transferDirection: TransferDirection.default('send'),
  asyncTransfer: lax.bool().default(false),
  compressionEnabled: lax.bool().default(false),
  pinOnArrival: lax.bool().default(false),
  keepSource: lax.bool().default(false),
  priority: lax.int().default(0),
  enableChecksum: lax.bool().default(true),
  metadata: lax.dict().default({}),
})
export type KVCacheMigrateRequest = z.infer<typeof KVCacheMigrateRequest>

export const KVCacheMigrateResponse = z.object({
  requestId: lax.text(),
  traceId: lax.text(),
  success: lax.bool(),
  migratedHandles: lax.list(lax.uuid()).default([]),
  failedHandles: lax.list(lax.uuid()).default([]),
  handleMapping: lax.dictOf(lax.uuid()).default({}),
  transferredTokens: lax.int({ min: 0 }).default(0),
  transferredBytes: lax.int({ min: 0 }).default(0),
  compressedBytes: lax.int({ min: 0 }).default(0),
  transferMetadata: lax.list(KVTransferMetadata).default([]),
  transferLatencyMs: lax.float({ min: 0 }).default(0),
  transferBandwidthMbps: lax.float({ min: 0 }).default(0),
  transferStatus: TransferStatus.default('completed'),
  errors: lax.dictOf(ProtocolError).default({}),
  timestamp: lax.float({ min: 0 }).default(0),
})
export type KVCacheMigrateResponse = z.infer<typeof KVCacheMigrateResponse>
