import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { modelTokenizer } from './model-tokenizer.js'

test('only a server of this machine names a folder that is looked into, and what cannot be read is none', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sagellm-model-'))
  try {
    expect(await modelTokenizer(folder, 'http://127.0.0.1:8902/v1')).toBeNull()
    await writeFile(join(folder, 'tokenizer.json'), 'no tokenizer')
    expect(await modelTokenizer(folder, 'http://127.0.0.1:8902/v1')).toBeNull()
    await writeFile(join(folder, 'tokenizer.json'), JSON.stringify(wordLevel))
    expect((await modelTokenizer(folder, 'http://127.0.0.1:8902/v1'))?.encode('a b a')).toHaveLength(3)
    expect(await modelTokenizer(folder, 'http://192.0.2.1:8902/v1')).toBeNull()
    expect(await modelTokenizer('models/tiny', 'http://127.0.0.1:8902/v1')).toBeNull()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

const wordLevel = {
  version: '1.0',
  added_tokens: [],
  normalizer: null,
  pre_tokenizer: { type: 'WhitespaceSplit' },
  post_processor: null,
  decoder: null,
  model: { type: 'WordLevel', vocab: { a: 0, b: 1, '[UNK]': 2 }, unk_token: '[UNK]' },
}
