import type { SimulatorInput } from '@sagellm-benchmark/reference-engine'
import type { ReferenceEngineOptions } from './serve-options.js'

const attentionPaths = {
  native: 'native',
  'native-ascend': 'native-ascend',
  fallback: 'torch-fallback',
  off: 'contiguous',
} as const

/** The simulator's options from the flags: a slowdown is the inverse of its speed. */
export function simulatorInput({ slowdown, pagedPath, ...same }: ReferenceEngineOptions): SimulatorInput {
  return { ...same, speedFactor: 1 / slowdown, attentionPath: attentionPaths[pagedPath] }
}
