import { z } from 'zod'

export const CompressionType = z.enum(['none', 'fp16_to_fp8', 'quantize_int8', 'quantize_int4', 'lz4', 'zstd'])
export type CompressionType = z.infer<typeof CompressionType>

export const DType = z.enum(['fp32', 'fp16', 'bf16', 'fp8', 'int8', 'int4'])
export type DType = z.infer<typeof DType>

export const EvictionPolicy = z.enum(['lru', 'lfu', 'fifo', 'ttl', 'lifetime_aware', 'priority'])
export type EvictionPolicy = z.infer<typeof EvictionPolicy>

export const KVBlockState = z.enum(['allocated', 'cached', 'pinned', 'evicting', 'free'])
export type KVBlockState = z.infer<typeof KVBlockState>

export const Layout = z.enum(['bshd', 'bhsd', 'paged', 'contiguous'])
export type Layout = z.infer<typeof Layout>

export const MemoryTier = z.enum(['gpu', 'cpu', 'nvme', 'cxl'])
export type MemoryTier = z.infer<typeof MemoryTier>

export const RequestType = z.enum(['prefill', 'decoding', 'hybrid'])
export type RequestType = z.infer<typeof RequestType>

export const SchedulerState = z.enum([
  'queued',
  'scheduled',
  'dispatched',
  'executing',
  'completed',
  'failed',
  'cancelled',
])
export type SchedulerState = z.infer<typeof SchedulerState>

export const TransferDirection = z.enum(['send', 'recv'])
export type TransferDirection = z.infer<typeof TransferDirection>

export const TransferStatus = z.enum(['pending', 'in_progress', 'completed', 'failed', 'cancelled'])
export type TransferStatus = z.infer<typeof TransferStatus>
