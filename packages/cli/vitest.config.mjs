import { packageTests } from '../../tools/config/vitest.mjs'

// Its tests start the program and mostly wait for it, so that a third one finds time beside two.
export default packageTests({ maxWorkers: 3 })
