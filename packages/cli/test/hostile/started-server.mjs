// A small server that a program starts: node started-server.mjs PORT TOKEN [ignore-term | fork-late | die-at COUNT]
// Its token stands in the command line of everything that it starts, so that a test finds what is left.
import { spawn } from 'node:child_process'
import { createServer } from 'node:http'

const [port, token, habit = '', count = '0'] = process.argv.slice(2)
let asked = 0

if (habit === 'ignore-term') process.on('SIGTERM', () => {})
if (habit === 'fork-late')
  process.on('SIGTERM', () => {
    const words = ['-e', 'setTimeout(() => {}, 600_000)', token]
    spawn(process.execPath, words, { detached: true, stdio: 'ignore' }).unref()
    process.exit(0)
  })

createServer(async (request, response) => {
  let text = ''
  for await (const part of request) text += part
  if (request.method === 'GET') {
    const json = request.url === '/v1/models' ? { data: [{ id: 'm' }] } : { status: 'ok' }
    response.writeHead(/^\/(v1\/models|health)$/.test(request.url) ? 200 : 404, { 'content-type': 'application/json' })
    return response.end(JSON.stringify(json))
  }
  asked += 1
  if (habit === 'die-at' && asked > Number(count)) process.exit(7)
  const { stream = false, max_tokens: tokens = 1 } = JSON.parse(text)
  const usage = { prompt_tokens: 5, completion_tokens: tokens, total_tokens: 5 + tokens }
  const choice = (more) => ({ id: 'c', model: 'm', choices: [{ index: 0, ...more }] })
  if (!stream) {
    response.writeHead(200, { 'content-type': 'application/json' })
    const message = { role: 'assistant', content: 'x' }
    return response.end(JSON.stringify({ ...choice({ message, finish_reason: 'length' }), usage }))
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (let at = 0; at < tokens; at += 1) {
    await new Promise((resolve) => setTimeout(resolve, 5))
    response.write(`data: ${JSON.stringify(choice({ delta: { content: ' w' }, finish_reason: null }))}\n\n`)
  }
  response.write(`data: ${JSON.stringify(choice({ delta: {}, finish_reason: 'length' }))}\n\n`)
  response.end(`data: ${JSON.stringify({ id: 'c', model: 'm', choices: [], usage })}\n\ndata: [DONE]\n\n`)
}).listen(Number(port), '127.0.0.1')
