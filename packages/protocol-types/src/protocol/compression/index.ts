export {
  CompressionConfig,
  CompressionMetrics,
  FusionConfig,
  FusionLevel,
  QuantizationConfig,
  QuantizationGranularity,
  QuantizationScheme,
  SparseConfig,
  SparseFormat,
  SparsityPattern,
  SpeculativeDecodingConfig,
  SpeculativeStrategy,
} from './compression.js'
