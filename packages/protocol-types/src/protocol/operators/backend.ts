import { z } from 'zod'
import { lax, unset } from '../lax.js'

export const DType = z.enum(['fp32', 'fp16', 'bf16', 'fp8', 'int8', 'int4'])
export type DType = z.infer<typeof DType>

export const KernelKind = z.enum(['matmul', 'attention', 'fusion', 'layernorm', 'softmax'])
export type KernelKind = z.infer<typeof KernelKind>

/** What a device can do; a dataclass in the package, which validates nothing in it. Types are held here. */
export const CapabilityDescriptor = z.object({
  deviceName: unset(lax.text()),
  deviceType: lax.text().default('unknown'),
  computeCapability: unset(lax.text()),
  totalMemoryBytes: unset(lax.int()),
  availableMemoryBytes: unset(lax.int()),
  supportedDtypes: lax.list(DType).default([]),
  supportedKernels: lax.list(KernelKind).default([]),
  hasStream: lax.bool().default(false),
  hasEvent: lax.bool().default(false),
  hasCollective: lax.bool().default(false),
  hasGraphExec: lax.bool().default(false),
  supportedCollectives: lax.list(lax.text()).default([]),
  hasKvBlockCopy: lax.bool().default(false),
  hasKvBlockMigrate: lax.bool().default(false),
  maxMemoryMb: unset(lax.int()),
  maxBatchSize: unset(lax.int()),
  maxSequenceLength: unset(lax.int()),
})
export type CapabilityDescriptor = z.infer<typeof CapabilityDescriptor>
