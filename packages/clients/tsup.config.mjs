import { libraryBuild } from '../../tools/config/tsup.mjs'

export default libraryBuild({
  entry: { index: 'src/index.ts', endpoint: 'src/endpoint/index.ts', transport: 'src/transport/index.ts' },
})
