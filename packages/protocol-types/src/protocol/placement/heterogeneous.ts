import { z } from 'zod'
import { lax, unset } from '../lax.js'

// Dataclasses in the package, which validates nothing in them; types are held here.

export const DeviceClass = z.enum(['cpu', 'npu', 'cuda', 'auto'])
export type DeviceClass = z.infer<typeof DeviceClass>

export const KVOffloadTrigger = z.enum([
  'memory_pressure',
  'idle_sequence',
  'explicit',
  'batch_eviction',
  'nvme_pressure',
])
export type KVOffloadTrigger = z.infer<typeof KVOffloadTrigger>

export const KVRestoreTrigger = z.enum(['schedule', 'prefetch', 'explicit'])
export type KVRestoreTrigger = z.infer<typeof KVRestoreTrigger>

export const HeteroSchedulingHint = z.object({
  preferredDevice: DeviceClass.default('auto'),
  allowCpuFallback: lax.bool().default(true),
  kvOffloadOnIdle: lax.bool().default(false),
  kvOffloadThreshold: lax.float().default(0.85),
  affinityEngineId: unset(lax.text()),
  extra: lax.dict().default({}),
})
export type HeteroSchedulingHint = z.infer<typeof HeteroSchedulingHint>

export const KVOffloadSpec = z.object({
  handleId: lax.text(),
  srcDevice: lax.text(),
  dstDevice: lax.text(),
  trigger: KVOffloadTrigger.default('explicit'),
  priority: lax.int().default(10),
  numTokens: lax.int().default(0),
  requestId: lax.text().default(''),
})
export type KVOffloadSpec = z.infer<typeof KVOffloadSpec>

export const KVOffloadStats = z.object({
  offloadsTriggered: lax.int().default(0),
  restoresTriggered: lax.int().default(0),
  offloadTokens: lax.int().default(0),
  restoreTokens: lax.int().default(0),
  offloadFailures: lax.int().default(0),
  restoreFailures: lax.int().default(0),
  nvmeOffloadsTriggered: lax.int().default(0),
  nvmeRestoresTriggered: lax.int().default(0),
  nvmeOffloadTokens: lax.int().default(0),
  nvmeRestoreTokens: lax.int().default(0),
  nvmeOffloadFailures: lax.int().default(0),
  nvmeRestoreFailures: lax.int().default(0),
})
export type KVOffloadStats = z.infer<typeof KVOffloadStats>
