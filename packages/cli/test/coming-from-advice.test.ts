import { expect, test } from 'vitest'
import { foreignFlags } from '../src/coming-from/foreign-flags.js'
import { runInProcess } from './support/run-in-process.js'

/** What stands for the words in capitals that a value is written with. */
const examples: Readonly<Record<string, string>> = {
  ...{ NUMBER: '2', TOKENS: '64', SECONDS: '2', MS: '200', FACTOR: '2', RATIO: '0.5', SHARE: '0.2', WEIGHT: '1' },
  ...{ NAME: 'one', LOW: '10', HIGH: '20', MEAN: '12', STDDEV: '1', FOLDER: 'folder', KEY: 'key', VALUE: 'value' },
  ...{ HOST: '127.0.0.1', PORT: '9', URL: 'http://127.0.0.1:9/v1' },
}
/** What NAME stands for where only some names are known. */
const names: Readonly<Record<string, string>> = { '--dialect': 'vllm', '--endpoint': 'chat', '--dataset': 'random' }
/** Flags that work only beside another. */
const beside: Readonly<Record<string, string>> = {
  '--balance': '--concurrency 1',
  '--burstiness': '--request-rate 2',
  '--cancel-share': '--cancel-after-ms 200',
  '--lora-assignment': '--lora-modules one',
  '--ramp-up': '--concurrency 1',
  '--sessions': '--turns 2',
  '--turn-think': '--turns 2',
}
/** A file, a key or a tokenizer would have to be there. */
const needsMore = /FILE|hf:|--(api-key-env|tokenizer|max-prompt-tokens|time-scale|trace-\S+)\b/
const advised = [
  ...new Set(
    foreignFlags
      .flatMap(({ fate, ours }) => (fate === 'instead' ? (ours ?? '').split(/ or (?=--)|, (?=--)/) : []))
      .filter((text) => text.startsWith('--') && text.includes(' ') && !needsMore.test(text)),
  ),
]

test('values are advised', () => {
  expect(advised.length).toBeGreaterThan(30)
})

test.each(advised)('%s, which a row advises, is what run takes', async (text) => {
  const [flag = '', ...rest] = text.split(' ')
  const value = rest
    .join(' ')
    .replace(/^'(.*)'$/, '$1')
    .replace('{...}', '{"a": 1}')
    .replace('...', '1')
    .replaceAll(
      /\b[A-Z]{2,}\b/g,
      (word) => (word === 'NAME' && names[flag]) || examples[word] || `(no example of ${word})`,
    )
  const target = flag === '--backend-url' ? [] : ['--backend-url', examples['URL'] as string]
  const words = ['run', '--dry-run', ...target, ...(beside[flag]?.split(' ') ?? []), flag, value]
  const { code, stderr } = await runInProcess(words, { cwd: '/' })
  expect([words, code, stderr]).toEqual([words, 0, ''])
})
