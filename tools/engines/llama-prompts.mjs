import { readFileSync } from 'node:fs'

const words = readFileSync(new URL('../tiny-model/corpus.txt', import.meta.url), 'utf8').split(/\s+/)

/** Chat bodies of exactly `tokens` prompt tokens by llama-server's own tokenizer and template, each with another text. */
export async function chatBodies(server, { count, tokens, outputTokens }) {
  const call = async (path, body) => {
    const answer = await fetch(`${server.url}${path}`, { method: 'POST', body: JSON.stringify(body) })
    return answer.json()
  }
  const countOf = async (content) => {
    const { prompt } = await call('/apply-template', { messages: [{ role: 'user', content }] })
    const { tokens: ids } = await call('/tokenize', { content: prompt, add_special: true, parse_special: true })
    return ids.length
  }
  const bodies = []
  for (let index = 0; index < count; index += 1) {
    let content = ''
    while ((await countOf(content)) < tokens) content += `${words[Math.floor(Math.random() * words.length)]} `
    while ((await countOf(content)) > tokens) content = content.slice(0, -1)
    bodies.push({
      messages: [{ role: 'user', content }],
      stream: true,
      max_tokens: outputTokens,
      ignore_eos: true,
      temperature: 0,
      cache_prompt: false,
    })
  }
  return bodies
}
