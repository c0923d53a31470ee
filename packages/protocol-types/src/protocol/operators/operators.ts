import { z } from 'zod'
import { lax, unset } from '../lax.js'
import { DType, KernelKind } from './backend.js'

export const OperatorType = z.enum([
  'linear',
  'embedding',
  'attention',
  'self_attention',
  'cross_attention',
  'paged_attention',
  'flash_attention',
  'layernorm',
  'rmsnorm',
  'groupnorm',
  'relu',
  'gelu',
  'silu',
  'softmax',
  'fused_qkv_projection',
  'fused_silu_mul',
  'fused_rmsnorm',
  'fused_linear_gelu',
  'sample',
  'greedy_sample',
  'top_k_sample',
  'top_p_sample',
  'custom',
])
export type OperatorType = z.infer<typeof OperatorType>

export const LogicalOperator = z.object({
  opType: OperatorType,
  name: lax.text(),
  inputShapes: lax.list(lax.list(lax.int())),
  outputShape: lax.list(lax.int()),
  params: lax.dict().default({}),
  metadata: lax.dict().default({}),
})
export type LogicalOperator = z.infer<typeof LogicalOperator>

export const OperatorConstraint = z.object({
  deviceType: unset(lax.text()),
  dtype: unset(DType),
  minComputeCapability: unset(lax.text()),
  kernelKind: unset(KernelKind),
  minBatchSize: unset(lax.int({ min: 1 })),
  maxBatchSize: unset(lax.int({ min: 1 })),
  customConstraints: unset(lax.dict()),
})
export type OperatorConstraint = z.infer<typeof OperatorConstraint>

export const OperatorMapping = z.object({
  logicalOpType: OperatorType,
  physicalKernel: lax.text(),
  backend: lax.text(),
  device: lax.text(),
  dtype: DType,
  constraints: unset(OperatorConstraint),
  priority: lax.int().default(0),
  metadata: lax.dict().default({}),
})
export type OperatorMapping = z.infer<typeof OperatorMapping>

export const OperatorRegistryQuery = z.object({
  opType: OperatorType,
  device: unset(lax.text()),
  dtype: unset(DType),
  backend: unset(lax.text()),
  constraints: unset(OperatorConstraint),
})
export type OperatorRegistryQuery = z.infer<typeof OperatorRegistryQuery>

export const PhysicalOperator = z.object({
  kernelName: lax.text(),
  backend: lax.text(),
  device: lax.text(),
  dtype: DType,
  kernelKind: KernelKind,
  priority: lax.int().default(0),
  constraints: unset(OperatorConstraint),
  metadata: lax.dict().default({}),
})
export type PhysicalOperator = z.infer<typeof PhysicalOperator>

export const OperatorRegistrySnapshot = z.object({
  totalOperators: lax.int(),
  operatorsByType: lax.dictOf(lax.int()).default({}),
  operatorsByBackend: lax.dictOf(lax.int()).default({}),
  registeredOperators: lax.list(PhysicalOperator).default([]),
  activeMappings: lax.list(OperatorMapping).default([]),
  metadata: lax.dict().default({}),
})
export type OperatorRegistrySnapshot = z.infer<typeof OperatorRegistrySnapshot>
