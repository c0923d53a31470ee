import { entryNamed } from '@sagellm-benchmark/protocol-types'
import { engineName } from '@sagellm-benchmark/protocol-types/engine'
import type { ServedDialect } from './define-served-dialect.js'
import { llamacpp } from './llamacpp.js'
import { lmdeploy } from './lmdeploy.js'
import { ollama } from './ollama.js'
import { openai } from './openai.js'
import { sagellm } from './sagellm.js'
import { sglang } from './sglang.js'
import { tgi } from './tgi.js'
import { trtllm } from './trtllm.js'
import { vllm } from './vllm.js'

/** Every way of speaking, one file each. */
export const dialects: readonly ServedDialect[] = [
  openai,
  sagellm,
  vllm,
  sglang,
  lmdeploy,
  tgi,
  trtllm,
  ollama,
  llamacpp,
]

/** Names for a flag's choices. */
export const dialectNames: readonly string[] = dialects.map(({ name }) => name)

/** The dialect of a name, in any spelling that `engineName` knows. @throws BenchError `invalid_argument` that lists the names. */
export function dialectNamed(name: string): ServedDialect {
  return entryNamed(dialects, { kind: 'dialect', name: engineName(name) })
}
