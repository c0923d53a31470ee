import { BenchError } from '@sagellm-benchmark/protocol-types'
import type { Dialect } from './define-dialect.js'
import { llamacpp } from './llamacpp.js'
import { lmdeploy } from './lmdeploy.js'
import { ollama } from './ollama.js'
import { openai } from './openai.js'
import { sagellm } from './sagellm.js'
import { sglang } from './sglang.js'
import { tgi } from './tgi.js'
import { trtllm } from './trtllm.js'
import { vllm } from './vllm.js'

/** Every dialect, in the order in which evidence is tried; `openai`, which fits all, comes last. */
export const dialects: readonly Dialect[] = [sagellm, vllm, lmdeploy, trtllm, llamacpp, tgi, ollama, sglang, openai]

/**
 * The dialect of a name.
 *
 * @throws BenchError `not_found` that lists the names.
 */
export function dialectNamed(name: string): Dialect {
  const found = dialects.find((dialect) => dialect.name === name)
  if (found) return found
  throw new BenchError('not_found', `no dialect is called ${JSON.stringify(name)}`, {
    hint: `give auto, or one of ${dialects.map((dialect) => dialect.name).join(', ')}`,
  })
}
