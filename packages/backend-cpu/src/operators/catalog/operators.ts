import type { Operator } from '../define-operator.js'
import { attention } from './attention.js'
import { gelu } from './gelu.js'
import { layerNorm } from './layer-norm.js'
import { linear } from './linear.js'
import { matmul } from './matmul.js'
import { rmsNorm } from './rms-norm.js'
import { siluMul } from './silu-mul.js'
import { softmax } from './softmax.js'

/** Every operator that can be measured, in the order of reports; the first three are the original's. */
export const operators: readonly Operator[] = [linear, rmsNorm, siluMul, attention, matmul, softmax, layerNorm, gelu]
