import { libraryBuild } from '../../tools/config/tsup.mjs'

/**
 * One bundle with the workspace's libraries inside, so that start-up opens few files. What is heavy, native or optional
 * stays outside and is loaded when a command needs it.
 */
export default [
  libraryBuild({ noExternal: [/.*/], external: externals(), splitting: true, entry: ['src/bin.ts', 'src/index.ts'], format: ['esm'] }),
  libraryBuild({ noExternal: [/.*/], external: externals(), format: ['cjs'], clean: false }),
]

function externals() {
  return [/^@sagellm-benchmark\/(backend-cpu|reporters)/, '@huggingface/transformers']
}
