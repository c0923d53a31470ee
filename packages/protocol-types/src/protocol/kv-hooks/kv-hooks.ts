import { z } from 'zod'
import { lax, unset } from '../lax.js'

export const KVDType = z.enum(['fp16', 'bf16', 'fp8', 'int8'])
export type KVDType = z.infer<typeof KVDType>

export const KVEvictReason = z.enum(['memory_pressure', 'ttl_expired', 'explicit_free'])
export type KVEvictReason = z.infer<typeof KVEvictReason>

export const KVHookEvent = z.enum([
  'allocate_before',
  'allocate_after',
  'free_before',
  'free_after',
  'evict_before',
  'evict_after',
  'migrate_before',
  'migrate_after',
  'prefetch_before',
  'prefetch_after',
])
export type KVHookEvent = z.infer<typeof KVHookEvent>

export const KVLayout = z.enum(['bshd', 'bhsd'])
export type KVLayout = z.infer<typeof KVLayout>

export const KVPriority = z.enum(['critical', 'high', 'medium', 'low', 'background'])
export type KVPriority = z.infer<typeof KVPriority>

export const KVAllocateParams = z.object({
  requestId: lax.text(),
  numTokens: lax.int({ above: 0 }),
  kvDtype: KVDType,
  layout: KVLayout,
  blockSize: lax.int({ above: 0 }),
  traceId: unset(lax.text()),
  priority: lax.int().default(0),
  qosLabels: lax.dictOf(lax.text()).default({}),
  metadata: lax.dict().default({}),
})
export type KVAllocateParams = z.infer<typeof KVAllocateParams>

/** A handle of the hooks; the `kv` module has another type of this name. */
export const KVHandle = z.object({
  handleId: lax.text(),
  requestId: lax.text(),
  numTokens: lax.int(),
  device: lax.text(),
})
export type KVHandle = z.infer<typeof KVHandle>

export const KVHookPayload = z.object({
  event: KVHookEvent,
  requestId: lax.text(),
  traceId: unset(lax.text()),
  kvHandle: unset(KVHandle),
  evictReason: unset(KVEvictReason),
  device: unset(lax.text()),
  elapsedMs: lax.float({ min: 0 }).default(0),
  success: lax.bool().default(true),
  errorMessage: unset(lax.text()),
  metadata: lax.dict().default({}),
})
export type KVHookPayload = z.infer<typeof KVHookPayload>

export const KVMigrateParams = z.object({
  kvHandle: KVHandle,
  targetDevice: lax.text(),
  traceId: unset(lax.text()),
  priority: lax.int().default(0),
  metadata: lax.dict().default({}),
})
export type KVMigrateParams = z.infer<typeof KVMigrateParams>

export const KVPrefetchParams = z.object({
  requestId: lax.text(),
  kvHandle: KVHandle,
  targetDevice: lax.text(),
  priority: lax.int().default(0),
  traceId: unset(lax.text()),
  prefetchWindowTokens: unset(lax.int({ above: 0 })),
  metadata: lax.dict().default({}),
})
export type KVPrefetchParams = z.infer<typeof KVPrefetchParams>

export const KVQoSPolicy = z.object({
  tier: lax.text().default('default'),
  sloLatencyMs: unset(lax.float({ above: 0 })),
  maxWaitMs: unset(lax.float({ above: 0 })),
  evictProtected: lax.bool().default(false),
})
export type KVQoSPolicy = z.infer<typeof KVQoSPolicy>

export const KVEvictParams = z.object({
  kvHandle: KVHandle,
  reason: KVEvictReason,
  targetDevice: unset(lax.text()),
  traceId: unset(lax.text()),
  priority: lax.int().default(0),
  metadata: lax.dict().default({}),
})
export type KVEvictParams = z.infer<typeof KVEvictParams>

export const KVFreeParams = z.object({
  kvHandle: KVHandle,
  force: lax.bool().default(false),
  traceId: unset(lax.text()),
  metadata: lax.dict().default({}),
})
export type KVFreeParams = z.infer<typeof KVFreeParams>
