// A server in a process of its own that costs little: every 20 ms one event to each open stream, until it has had its tokens.
import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const file = fileURLToPath(import.meta.url)
const STEP_MS = 20

/** Starts it. */
export async function startSteadyServer() {
  const child = spawn(process.execPath, [file, '--serve'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const port = await new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error('the server ended')))
    createInterface({ input: child.stdout }).once('line', (line) => resolve(Number(line)))
  })
  return { url: `http://127.0.0.1:${port}/v1`, close: () => child.kill() }
}

if (process.argv[1] === file && process.argv[2] === '--serve') serve()

function serve() {
  const head = 'data: {"id":"x","object":"chat.completion.chunk","model":"m","choices":[{"index":0,'
  const token = Buffer.from(`${head}"delta":{"content":" word"},"finish_reason":null}]}\n\n`)
  const open = new Set()
  setInterval(() => {
    for (const stream of open) {
      stream.left -= 1
      if (stream.left >= 0) stream.response.write(token)
      else {
        open.delete(stream)
        const usage = `{"prompt_tokens":8,"completion_tokens":${stream.tokens},"total_tokens":${8 + stream.tokens}}`
        const last = `data: {"id":"x","object":"chat.completion.chunk","model":"m","choices":[],"usage":${usage}}\n\n`
        stream.response.end(`${head}"delta":{},"finish_reason":"length"}]}\n\n${last}data: [DONE]\n\n`)
      }
    }
  }, STEP_MS)
  const json = (response, value) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const piece of request) text += piece
    if (request.url === '/v1/models') return json(response, { data: [{ id: 'm', object: 'model', owned_by: 'bench' }] })
    if (request.url !== '/v1/chat/completions') return response.writeHead(404).end('{}')
    const { max_tokens: tokens, stream } = JSON.parse(text)
    const usage = { prompt_tokens: 8, completion_tokens: tokens, total_tokens: 8 + tokens }
    const message = { role: 'assistant', content: 'a' }
    const answer = { id: 'x', object: 'chat.completion', model: 'm', usage }
    if (!stream) return json(response, { ...answer, choices: [{ index: 0, message, finish_reason: 'length' }] })
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const each = { response, tokens, left: tokens }
    open.add(each)
    response.on('close', () => open.delete(each))
  })
  server.listen(0, '127.0.0.1', () => console.log(server.address().port))
}
