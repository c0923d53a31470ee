import { z } from 'zod'

export const KvAllocateParams = z.object({
  requestId: z.string().min(1),
  numTokens: z.int().positive(),
  kvDtype: z.enum(['fp16', 'bf16', 'fp8', 'int8']),
  layout: z.enum(['bshd', 'bhsd']),
  blockSize: z.int().positive(),
})
export type KvAllocateParams = z.infer<typeof KvAllocateParams>

export const KvHandle = z.object({
  handleId: z.string().min(1),
  requestId: z.string().min(1),
  numTokens: z.int().nonnegative(),
  device: z.string(),
})
export type KvHandle = z.infer<typeof KvHandle>

export const KvMigrateParams = z.object({ kvHandle: KvHandle, targetDevice: z.string().min(1) })
export type KvMigrateParams = z.infer<typeof KvMigrateParams>

export const KvEvictReason = z.enum(['memory_pressure', 'ttl_expired', 'explicit_free'])
export type KvEvictReason = z.infer<typeof KvEvictReason>
