import { invalidArgument } from '@sagellm-benchmark/protocol-types'
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

/** @throws BenchError `invalid_argument` with the known names as hint. */
export function dialectNamed(name: string): ServedDialect {
  const found = dialects.find((dialect) => dialect.name === name)
  if (found) return found
  throw invalidArgument('dialect', name, `known dialects: ${dialectNames.join(', ')}`)
}
