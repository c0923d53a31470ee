import type { PromptInput, Tokenizer } from '@sagellm-benchmark/protocol-types/engine'
import { expect, test } from 'vitest'
import { type CountingParts, promptCounting } from './prompt-counting.js'

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

/** What was chosen, where nothing is doubted. */
async function chosen(parts: CountingParts) {
  const { resources, doubt } = await promptCounting(parts)
  expect(doubt).toBeNull()
  return resources
}

test('a server that counts whole prompts is asked for each', async () => {
  const server = { counts: 'prompt', count: async (input: PromptInput) => wholeOf(input) } as const
  const { countPrompt, countsTemplate } = await chosen({ tokenizer: null, server, tokensRead: silent, form })
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
  const { countPrompt, countsTemplate } = await chosen({ tokenizer, server, tokensRead: silent, form })
  expect([await countPrompt?.(talk), countsTemplate, asked]).toEqual([17, true, 3])
})

test('where no route tells the template, the usage of three short prompts does', async () => {
  const tokensRead = async (input: PromptInput) => wholeOf(input)
  const { countPrompt } = await chosen({ tokenizer, server: null, tokensRead, form })
  expect(await countPrompt?.(talk)).toBe(17)
  const server = { counts: 'text', count: async (input: PromptInput) => textOf(input) } as const
  const asked = await chosen({ tokenizer: null, server, tokensRead, form })
  expect([await asked.countPrompt?.(talk), asked.countsTemplate]).toEqual([17, true])
})

test('a usage that does not follow the text is not believed: then the text alone is counted', async () => {
  const tokensRead = async () => 12
  expect(await chosen({ tokenizer, server: null, tokensRead, form })).toEqual({ tokenizer })
  const server = { counts: 'text', count: async (input: PromptInput) => textOf(input) } as const
  const { countPrompt, countsTemplate } = await chosen({ tokenizer: null, server, tokensRead, form })
  expect([await countPrompt?.(talk), countsTemplate]).toEqual([6, false])
})

test('a text has no turns, and may have a mark at its beginning', async () => {
  const tokensRead = async (input: PromptInput) => textOf(input) + 1
  const { countPrompt } = await chosen({ tokenizer, server: null, tokensRead, form: 'text' })
  expect(await countPrompt?.({ kind: 'text', text: 'a b c' })).toBe(3 + 1)
})

test('nobody counts: lengths are estimates', async () => {
  expect(await chosen({ tokenizer: null, server: null, tokensRead: silent, form })).toEqual({})
})

/** A server whose count of a text is made of its words. */
const lying = (answer: (count: number, before: number) => number | null) => {
  let before = 3
  return {
    counts: 'text' as const,
    count: async (input: PromptInput) => {
      const count = textOf(input)
      const given = answer(count, before)
      before = count
      return given
    },
  }
}

test.each([
  ['a constant', () => 7, 'it counted 7 tokens of 3 words, and 7 of 17'],
  ['less for more', (count: number) => 5000 - count, 'it counted 4997 tokens of 3 words, and 4983 of 17'],
  [
    'the count of the text before',
    (_: number, before: number) => before,
    'it counted 3 tokens of a text, and 17 of the same text',
  ],
  ['more tokens than bytes', (count: number) => count * 1e12, 'it counted 3000000000000 tokens of 3 words'],
  ['hardly any', (count: number) => (count > 3 ? 2 : 1), 'it counted 1 tokens of 3 words, and 2 of 17'],
  ['nothing after a while', (count: number) => (count > 3 ? null : count), 'it stopped answering'],
])('a server that answers %s is not asked, and the reason is named', async (_what, answer, why) => {
  const { resources, doubt } = await promptCounting({
    tokenizer: null,
    server: lying(answer),
    tokensRead: silent,
    form,
  })
  expect(resources).toEqual({})
  expect(doubt).toContain(why)
})

test('nor is one that the usage of its own answers refutes', async () => {
  const tokensRead = async (input: PromptInput) => wholeOf(input)
  const server = lying((count) => 2 * count)
  const { resources, doubt } = await promptCounting({ tokenizer: null, server, tokensRead, form })
  expect(resources).toEqual({})
  expect(doubt).toContain(
    'it counted 28 tokens more of one text than of another, and usage says that 14 more were read',
  )
})

test('a tokenizer at hand that the server refutes is used, and doubted aloud', async () => {
  const tokensRead = async (input: PromptInput) => 2 * wholeOf(input)
  const { resources, doubt } = await promptCounting({ tokenizer, server: null, tokensRead, form })
  expect(resources).toEqual({ tokenizer })
  expect(doubt).toContain('The tokenizer words may be that of another model')
})
