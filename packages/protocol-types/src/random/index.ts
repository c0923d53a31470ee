export { createRandom, type RandomSource } from './create-random.js'
export { deriveSeed } from './derive-seed.js'
export { sampleGamma } from './sample-gamma.js'
export { sampleNormal } from './sample-normal.js'
