import { readFileSync } from 'node:fs'

const words = readFileSync(new URL('../tiny-model/corpus.txt', import.meta.url), 'utf8').split(/\s+/)

/**
 * Chat bodies of exactly `tokens` prompt tokens, each with another text.
 *
 * @param options.countTokens - tokens of a user message as the server counts them, template included.
 */
export async function chatBodies({ count, tokens, outputTokens, countTokens, extra = {} }) {
  const bodies = []
  for (let index = 0; index < count; index += 1) {
    bodies.push({
      messages: [{ role: 'user', content: await textOf(tokens, countTokens) }],
      ...{ stream: true, max_tokens: outputTokens, temperature: 0, ...extra },
    })
  }
  return bodies
}

async function textOf(tokens, countTokens) {
  let content = ''
  // A word is one token or several: a third of what is missing does not go too far.
  for (let missing = tokens; missing > 0; missing = tokens - (await countTokens(content))) {
    for (let added = 0; added < Math.max(1, missing / 3); added += 1) content += `${anyWord()} `
  }
  while ((await countTokens(content)) > tokens) content = content.slice(0, -1)
  return content
}

function anyWord() {
  return words[Math.floor(Math.random() * words.length)]
}
