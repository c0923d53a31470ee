import { libraryBuild } from '../../tools/config/tsup.mjs'

export default libraryBuild({
  entry: {
    index: 'src/index.ts',
    comparison: 'src/comparison/index.ts',
    history: 'src/history/index.ts',
    parity: 'src/parity/index.ts',
    readiness: 'src/readiness/index.ts',
    statistics: 'src/statistics/index.ts',
    sweeps: 'src/sweeps/index.ts',
    thresholds: 'src/thresholds/index.ts',
    verdicts: 'src/verdicts/index.ts',
  },
})
