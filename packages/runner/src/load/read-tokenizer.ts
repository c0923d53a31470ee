import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import { fileError } from '@sagellm-benchmark/protocol-types/edge'
import type { Tokenizer } from '@sagellm-benchmark/protocol-types/engine'

/**
 * The tokenizer of a model folder: `tokenizer.json`, and `tokenizer_config.json` where it lies beside it.
 *
 * @throws BenchError `not_found` or `invalid_argument` for a folder without a readable `tokenizer.json`; `corrupt_data`
 *   where a file is not what its name says.
 * @example const tokenizer = await readTokenizer('./models/gpt2')
 */
export async function readTokenizer(folder: string): Promise<Tokenizer> {
  const file = join(folder, 'tokenizer.json')
  const [tokenizerJson, tokenizerConfig] = await Promise.all([
    readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
      const hint = 'give --tokenizer a folder that holds tokenizer.json'
      if (cause.code === 'ENOENT') throw new BenchError('not_found', `no file ${file}`, { hint, cause })
      throw fileError('read', file, cause)
    }),
    readFile(join(folder, 'tokenizer_config.json'), 'utf8').catch(() => '{}'),
  ])
  // Tokenizing is much code: only a run that counts with a file of its own loads it.
  const { tokenizerFromJson } = await import('@sagellm-benchmark/workloads')
  return tokenizerFromJson({ name: folder, tokenizerJson, tokenizerConfig })
}
