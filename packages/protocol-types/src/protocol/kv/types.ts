import { z } from 'zod'
import { lax, unset } from '../lax.js'
import {
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

/** A handle of the `kv` module; the hooks have another type of this name. */
export const KVHandle = z.object({
  handleId: lax.uuid(),
  requestId: unset(lax.text()),
  sessionId: unset(lax.text()),
  numTokens: lax.int({ min: 0 }),
  tokenStart: lax.int({ min: 0 }).default(0),
  tokenEnd: lax.int({ min: 0 }).default(0),
  dtype: DType.default('fp16'),
  layout: Layout.default('contiguous'),
  device: lax.text().default('cpu'),
  memoryTier: MemoryTier.default('cpu'),
  state: KVBlockState.default('allocated'),
  pinCount: lax.int({ min: 0 }).default(0),
  refCount: lax.int({ min: 0 }).default(1),
  lastAccess: lax.float({ min: 0 }).default(0),
  accessCount: lax.int({ min: 0 }).default(0),
  createdAt: lax.float({ min: 0 }).default(0),
  metadata: lax.dict().default({}),
  isCompressed: lax.bool().default(false),
  compressionType: CompressionType.default('none'),
  prefixHash: unset(lax.text()),
  rank: unset(lax.int({ min: 0 })),
  placement: unset(lax.text()),
  sourceRank: unset(lax.int({ min: 0 })),
  transferId: unset(lax.uuid()),
  isTransferring: lax.bool().default(false),
})
export type KVHandle = z.infer<typeof KVHandle>

export const KVPoolStats = z.object({
  totalTokens: lax.int({ min: 0 }),
  allocatedTokens: lax.int({ min: 0 }),
  availableTokens: lax.int({ min: 0 }),
  totalBytes: lax.int({ min: 0 }),
  allocatedBytes: lax.int({ min: 0 }),
  availableBytes: lax.int({ min: 0 }),
  totalBlocks: lax.int({ min: 0 }),
  allocatedBlocks: lax.int({ min: 0 }),
  freeBlocks: lax.int({ min: 0 }),
  pinnedBlocks: lax.int({ min: 0 }),
  allocCount: lax.int({ min: 0 }).default(0),
  freeCount: lax.int({ min: 0 }).default(0),
  allocFailCount: lax.int({ min: 0 }).default(0),
  pinCount: lax.int({ min: 0 }).default(0),
  unpinCount: lax.int({ min: 0 }).default(0),
  timestamp: lax.float({ min: 0 }).default(0),
})
export type KVPoolStats = z.infer<typeof KVPoolStats>

export const KVTransferMetadata = z.object({
  transferId: lax.uuid(),
  requestId: lax.text(),
  traceId: lax.text(),
  layerStart: lax.int({ min: 0 }),
  layerEnd: lax.int({ min: 0 }),
  tokenStart: lax.int({ min: 0 }),
  tokenEnd: lax.int({ min: 0 }),
  numHeads: lax.int({ above: 0 }),
  headDim: lax.int({ above: 0 }),
  dtype: DType,
  layout: Layout,
  shardId: lax.int({ min: 0 }).default(0),
  shardCount: lax.int({ above: 0 }).default(1),
  offset: lax.int({ min: 0 }).default(0),
  length: lax.int({ min: 0 }).default(0),
  isCompressed: lax.bool().default(false),
  compressionType: CompressionType.default('none'),
  originalSize: lax.int({ min: 0 }).default(0),
  checksum: unset(lax.text()),
  totalBytes: lax.int({ min: 0 }),
  direction: TransferDirection.default('send'),
  sourceDevice: lax.text(),
  targetDevice: lax.text(),
  status: TransferStatus.default('pending'),
  createdAt: lax.float({ min: 0 }).default(0),
  startedAt: unset(lax.float()),
  completedAt: unset(lax.float()),
})
export type KVTransferMetadata = z.infer<typeof KVTransferMetadata>

export const LifetimePrediction = z.object({
  handleId: lax.uuid(),
  requestId: lax.text(),
  reuseProb: lax.float({ min: 0, max: 1 }),
  remainingLifetime: lax.float({ min: 0 }),
  evictScore: lax.float(),
  confidence: lax.float({ min: 0, max: 1 }).default(1),
  featuresSummary: lax.dict().default({}),
  predictedAt: lax.float({ min: 0 }).default(0),
})
export type LifetimePrediction = z.infer<typeof LifetimePrediction>

export const PrefixCacheEntry = z.object({
  prefixHash: lax.text(),
  prefixTokens: lax.list(lax.int()),
  handle: KVHandle,
  hitCount: lax.int({ min: 0 }).default(0),
  reuseBytes: lax.int({ min: 0 }).default(0),
  createdAt: lax.float({ min: 0 }).default(0),
  lastHitAt: lax.float({ min: 0 }).default(0),
})
export type PrefixCacheEntry = z.infer<typeof PrefixCacheEntry>

export const SchedulerRequest = z.object({
  requestId: lax.text(),
  sessionId: unset(lax.text()),
  traceId: lax.text(),
  requestType: RequestType,
  promptLen: lax.int({ min: 0 }),
  maxNewTokens: lax.int({ above: 0 }),
  generatedLen: lax.int({ min: 0 }).default(0),
  priority: lax.int().default(0),
  deadline: unset(lax.float()),
  kvTokensRequired: lax.int({ min: 0 }).default(0),
  memoryRequiredMb: lax.float({ min: 0 }).default(0),
  prefixFingerprint: unset(lax.text()),
  prefixHitLen: lax.int({ min: 0 }).default(0),
  state: SchedulerState.default('queued'),
  queuedAt: lax.float({ min: 0 }).default(0),
  scheduledAt: unset(lax.float()),
  deviceAffinity: unset(lax.text()),
  workerId: unset(lax.text()),
})
export type SchedulerRequest = z.infer<typeof SchedulerRequest>

export const EvictionCandidate = z.object({
  handle: KVHandle,
  score: lax.float(),
  evictionPolicy: EvictionPolicy,
  lastAccess: lax.float(),
  accessCount: lax.int({ min: 0 }).default(0),
  sizeBytes: lax.int({ min: 0 }),
  reuseProb: unset(lax.float({ min: 0, max: 1 })),
  remainingLifetime: unset(lax.float({ min: 0 })),
})
export type EvictionCandidate = z.infer<typeof EvictionCandidate>

export const KVBlock = z.object({
  blockId: lax.int({ min: 0 }),
  handle: KVHandle,
  blockSize: lax.int({ above: 0 }),
  sizeBytes: lax.int({ min: 0 }),
  offset: lax.int({ min: 0 }).default(0),
  layerIdx: lax.int({ min: 0 }).default(0),
  headIdx: lax.int({ min: 0 }).default(0),
})
export type KVBlock = z.infer<typeof KVBlock>

export const SchedulerPlan = z.object({
  planId: lax.uuid(),
  requests: lax.list(SchedulerRequest),
  batchSize: lax.int({ min: 0 }),
  totalKvTokens: lax.int({ min: 0 }).default(0),
  totalMemoryMb: lax.float({ min: 0 }).default(0),
  placement: lax.dictOf(lax.text()).default({}),
  createdAt: lax.float({ min: 0 }).default(0),
})
export type SchedulerPlan = z.infer<typeof SchedulerPlan>
