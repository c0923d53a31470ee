import { existsSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { isLoopback } from '@sagellm-benchmark/clients/endpoint'
import type { Tokenizer } from '@sagellm-benchmark/protocol-types/engine'
import { readTokenizer } from '@sagellm-benchmark/runner'

/**
 * The tokenizer of a model that a server of this machine names by its folder, as sageLLM does in `/info` and in its list of models.
 *
 * @returns `null` for a server elsewhere, another name, or a folder without a tokenizer that can be read.
 */
export async function modelTokenizer(model: string, url: string): Promise<Tokenizer | null> {
  if (!isLoopback(url) || !isAbsolute(model) || !existsSync(join(model, 'tokenizer.json'))) return null
  return readTokenizer(model).catch(() => null)
}
