import { fixed } from './fixed.js'
import { histogram } from './histogram.js'
import { lognormal } from './lognormal.js'
import { normal } from './normal.js'
import { uniform } from './uniform.js'

/** Every distribution of lengths there is. */
export const lengthKinds = [fixed, uniform, normal, lognormal, histogram] as const
