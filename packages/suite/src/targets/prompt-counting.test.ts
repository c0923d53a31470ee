import type { PromptInput, Tokenizer } from '@sagellm-benchmark/protocol-types/engine'
import { expect, test } from 'vitest'
import { promptCounting } from './prompt-counting.js'

const words = (text: string) => text.split(/\s+/).filter(Boolean).length
const contents = (input: PromptInput) => {
  if (input.kind === 'messages') return input.messages.map(({ content }) => content)
  return input.kind === 'text' ? [input.text] : []
}
const textOf = (input: PromptInput) => contents(input).reduce((sum, each) => sum + words(each), 0)
/** Three tokens a message, and two at the end. */
const wholeOf = (input: PromptInput) =>
  input.kind === 'messages' ? textOf(input) + 3 * input.messages.length + 2 : textOf(input)

const tokenizer: Tokenizer = { name: 'words', encode: (text) => new Array(words(text)).fill(0), decode: () => '' }
const silent = async () => null
const form = 'messages' as const
const talk: PromptInput = {
  kind: 'messages',
  messages: [
    { role: 'user', content: 'a b c' },
    { role: 'assistant', content: 'd' },
    { role: 'user', content: 'e f' },
  ],
}

test('a server that counts whole prompts is asked for each', async () => {
  const server = { counts: 'prompt', count: async (input: PromptInput) => wholeOf(input) } as const
  const { countPrompt, countsTemplate } = await promptCounting({ tokenizer: null, server, tokensRead: silent, form })
  expect(countsTemplate).toBe(true)
  expect(await countPrompt?.(talk)).toBe(17)
})

test('a tokenizer counts the text, and the server tells once what its template adds', async () => {
  let asked = 0
  const count = async (input: PromptInput) => {
    asked += 1
    return wholeOf(input)
  }
  const server = { counts: 'prompt', count } as const
  const { countPrompt, countsTemplate } = await promptCounting({ tokenizer, server, tokensRead: silent, form })
  expect([await countPrompt?.(talk), countsTemplate, asked]).toEqual([17, true, 3])
})

test('where no route tells the template, the usage of three short prompts does', async () => {
  const tokensRead = async (input: PromptInput) => wholeOf(input)
  const { countPrompt } = await promptCounting({ tokenizer, server: null, tokensRead, form })
  expect(await countPrompt?.(talk)).toBe(17)
  const server = { counts: 'text', count: async (input: PromptInput) => textOf(input) } as const
  const asked = await promptCounting({ tokenizer: null, server, tokensRead, form })
  expect([await asked.countPrompt?.(talk), asked.countsTemplate]).toEqual([17, true])
})

test('a usage that does not follow the text is not believed: then the text alone is counted', async () => {
  const tokensRead = async () => 12
  expect(await promptCounting({ tokenizer, server: null, tokensRead, form })).toEqual({ tokenizer })
  const server = { counts: 'text', count: async (input: PromptInput) => textOf(input) } as const
  const { countPrompt, countsTemplate } = await promptCounting({ tokenizer: null, server, tokensRead, form })
  expect([await countPrompt?.(talk), countsTemplate]).toEqual([6, false])
})

test('a text has no turns, and may have a mark at its beginning', async () => {
  const tokensRead = async (input: PromptInput) => textOf(input) + 1
  const { countPrompt } = await promptCounting({ tokenizer, server: null, tokensRead, form: 'text' })
  expect(await countPrompt?.({ kind: 'text', text: 'a b c' })).toBe(3 + 1)
})

test('nobody counts: lengths are estimates', async () => {
  expect(await promptCounting({ tokenizer: null, server: null, tokensRead: silent, form })).toEqual({})
})
