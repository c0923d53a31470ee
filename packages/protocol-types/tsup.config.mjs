import { libraryBuild } from '../../tools/config/tsup.mjs'

export default libraryBuild({
  entry: {
    index: 'src/index.ts',
    artifacts: 'src/artifacts/index.ts',
    comparison: 'src/comparison/index.ts',
    engine: 'src/engine/index.ts',
    evidence: 'src/evidence/index.ts',
    loads: 'src/loads/index.ts',
    metrics: 'src/metrics/index.ts',
    openai: 'src/openai/index.ts',
    performance: 'src/performance/index.ts',
    protocol: 'src/protocol/index.ts',
    random: 'src/random/index.ts',
    records: 'src/records/index.ts',
    telemetry: 'src/telemetry/index.ts',
    testing: 'src/testing/index.ts',
    validation: 'src/validation/index.ts',
  },
})
