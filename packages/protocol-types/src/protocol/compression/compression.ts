import { z } from 'zod'
import { lax, unset } from '../lax.js'

export const FusionLevel = z.enum(['none', 'pointwise', 'attention', 'layer', 'full'])
export type FusionLevel = z.infer<typeof FusionLevel>

export const QuantizationGranularity = z.enum(['per_tensor', 'per_channel', 'per_token', 'per_group'])
export type QuantizationGranularity = z.infer<typeof QuantizationGranularity>

export const QuantizationScheme = z.enum([
  'none',
  'int8',
  'fp8',
  'int4',
  'nf4',
  'awq',
  'gptq',
  'smooth_quant',
  'bitsandbytes',
  'gguf',
])
export type QuantizationScheme = z.infer<typeof QuantizationScheme>

export const SparseFormat = z.enum(['dense', 'csr', 'csc', 'bsr', 'coo', 'n_m'])
export type SparseFormat = z.infer<typeof SparseFormat>

export const SparsityPattern = z.enum(['unstructured', 'structured', 'semi_structured', 'block'])
export type SparsityPattern = z.infer<typeof SparsityPattern>

export const SpeculativeStrategy = z.enum(['draft_model', 'lookahead', 'medusa', 'eagle'])
export type SpeculativeStrategy = z.infer<typeof SpeculativeStrategy>

export const CompressionMetrics = z.object({
  quantScheme: QuantizationScheme.default('none'),
  compressRatio: lax.float({ min: 1 }).default(1),
  quantErrorPct: lax.float({ min: 0 }).default(0),
  actualSparsityRatio: lax.float({ min: 0, max: 1 }).default(0),
  specTokensProposed: lax.int({ min: 0 }).default(0),
  specTokensAccepted: lax.int({ min: 0 }).default(0),
  fusionLevel: FusionLevel.default('none'),
})
export type CompressionMetrics = z.infer<typeof CompressionMetrics>

export const FusionConfig = z.object({
  level: FusionLevel.default('none'),
  useFlashAttention: lax.bool().default(false),
  useFusedRope: lax.bool().default(false),
  useFusedLayernorm: lax.bool().default(false),
  useFusedSwiglu: lax.bool().default(false),
  metadata: lax.dict().default({}),
})
export type FusionConfig = z.infer<typeof FusionConfig>

export const QuantizationConfig = z.object({
  scheme: QuantizationScheme.default('none'),
  weightGranularity: QuantizationGranularity.default('per_channel'),
  activationGranularity: QuantizationGranularity.default('per_tensor'),
  groupSize: unset(lax.int({ above: 0 })),
  bits: unset(lax.int({ min: 2, max: 32 })),
  fp8Format: unset(lax.text()),
  calibrationDataset: unset(lax.text()),
  calibrationSamples: unset(lax.int({ above: 0 })),
  metadata: lax.dict().default({}),
})
export type QuantizationConfig = z.infer<typeof QuantizationConfig>

export const SparseConfig = z.object({
  enabled: lax.bool().default(false),
  pattern: SparsityPattern.default('unstructured'),
  sparseFormat: SparseFormat.default('dense'),
  sparsityRatio: lax.float({ min: 0, max: 1 }).default(0),
  n: unset(lax.int({ min: 1 })),
  m: unset(lax.int({ min: 1 })),
  blockSize: unset(lax.int({ above: 0 })),
  metadata: lax.dict().default({}),
})
export type SparseConfig = z.infer<typeof SparseConfig>

export const SpeculativeDecodingConfig = z.object({
  enabled: lax.bool().default(false),
  strategy: SpeculativeStrategy.default('draft_model'),
  draftModel: unset(lax.text()),
  numSpeculativeTokens: lax.int({ min: 1, max: 64 }).default(4),
  numHeads: unset(lax.int({ min: 1 })),
  acceptanceThreshold: lax.float({ min: 0, max: 1 }).default(0),
  metadata: lax.dict().default({}),
})
export type SpeculativeDecodingConfig = z.infer<typeof SpeculativeDecodingConfig>

export const CompressionConfig = z.object({
  quantization: QuantizationConfig.prefault({}),
  sparsity: SparseConfig.prefault({}),
  speculativeDecoding: SpeculativeDecodingConfig.prefault({}),
  fusion: FusionConfig.prefault({}),
})
export type CompressionConfig = z.infer<typeof CompressionConfig>
