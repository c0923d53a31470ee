import { BenchError } from '@sagellm-benchmark/protocol-types'
import { engineName } from '@sagellm-benchmark/protocol-types/engine'
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
 * The dialect of a name, in any spelling that `engineName` knows.
 *
 * @param own - dialects beside those of the project; they come first, so that one may take the place of the project's.
 * @throws BenchError `not_found` that lists the names.
 */
export function dialectNamed(name: string, own: readonly Dialect[] = []): Dialect {
  const known = [...own, ...dialects]
  const found = known.find((dialect) => engineName(dialect.name) === engineName(name))
  if (found) return found
  throw new BenchError('not_found', `no dialect is called ${JSON.stringify(name)}`, {
    hint: `give auto, or one of ${known.map((dialect) => dialect.name).join(', ')}`,
  })
}
