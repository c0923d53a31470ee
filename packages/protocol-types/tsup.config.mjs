import { libraryBuild } from '../../tools/config/tsup.mjs'

export default libraryBuild({
  entry: {
    index: 'src/index.ts',
    artifacts: 'src/artifacts/index.ts',
    openai: 'src/openai/index.ts',
    protocol: 'src/protocol/index.ts',
    testing: 'src/testing/index.ts',
  },
})
