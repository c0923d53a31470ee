// A vLLM-like server in a process of its own: one token every `stepMs`, and a /tokenize that takes `tokenizeMs`.
import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const file = fileURLToPath(import.meta.url)

/** Starts it. `callsInLoad` are the questions to /tokenize between the first and the last stream of the load. */
export async function startServer({ tokenizeMs, stepMs }) {
  const child = spawn(process.execPath, [file, '--serve', String(tokenizeMs), String(stepMs)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [port] = await new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error('the server ended')))
    createInterface({ input: child.stdout }).once('line', (line) => resolve([Number(line)]))
  })
  const url = `http://127.0.0.1:${port}`
  return {
    url: `${url}/v1`,
    callsInLoad: async () => (await (await fetch(`${url}/calls`)).json()).inLoad,
    close: () => child.kill(),
  }
}

if (process.argv[1] === file && process.argv[2] === '--serve') serve(Number(process.argv[3]), Number(process.argv[4]))

function serve(tokenizeMs, stepMs) {
  const seen = []
  const json = (response, value) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))
  const words = (text) => text.split(/\s+/).filter(Boolean).length
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const piece of request) text += piece
    const body = text === '' ? {} : JSON.parse(text)
    if (request.url === '/calls') {
      const load = seen.slice(seen.indexOf('stream'), seen.lastIndexOf('stream'))
      return json(response, { inLoad: load.filter((each) => each === 'tokenize').length })
    }
    if (request.url === '/v1/models') return json(response, { data: [{ id: 'm', object: 'model', owned_by: 'vllm' }] })
    if (request.url === '/tokenize') {
      seen.push('tokenize')
      if (tokenizeMs > 0) await sleep(tokenizeMs)
      return json(response, { count: words(body.prompt), tokens: [] })
    }
    if (request.url !== '/v1/chat/completions') return response.writeHead(404).end('{}')
    const [prompt, tokens] = [words(body.messages.map(({ content }) => content).join('\n')), body.max_tokens]
    const usage = { prompt_tokens: prompt, completion_tokens: tokens, total_tokens: prompt + tokens }
    const choice = (more) => ({
      id: 'x',
      object: 'chat.completion.chunk',
      model: 'm',
      choices: [{ index: 0, ...more }],
    })
    if (!body.stream)
      return json(response, {
        ...choice({ message: { role: 'assistant', content: 'a' }, finish_reason: 'length' }),
        usage,
      })
    // The trial and the prompts that show the template ask for 16 tokens.
    if (tokens !== 16) seen.push('stream')
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const event = (value) => response.write(`data: ${JSON.stringify(value)}\n\n`)
    const from = performance.now()
    for (let token = 0; token < tokens; token += 1) {
      await sleep(Math.max(0, from + (token + 1) * stepMs - performance.now()))
      event(choice({ delta: { content: ' word' }, finish_reason: null }))
    }
    event(choice({ delta: {}, finish_reason: 'length' }))
    event({ ...choice({}), choices: [], usage })
    response.end('data: [DONE]\n\n')
  })
  server.listen(0, '127.0.0.1', () => console.log(server.address().port))
}
