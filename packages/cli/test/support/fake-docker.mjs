#!/usr/bin/env node
// A docker for tests. Its containers are files of the folder FAKE_DOCKER; a container "runs" the command FAKE_DOCKER_SERVER, a JSON
// list, with --port added, or nothing; with FAKE_DOCKER_DIES it stops at once. Every call is noted in the file `calls`.
import { spawn } from 'node:child_process'
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const { FAKE_DOCKER: folder, FAKE_DOCKER_SERVER: server = '[]', FAKE_DOCKER_DIES: dies } = process.env
const args = process.argv.slice(2)
appendFileSync(join(folder, 'calls'), `${args.join(' ')}\n`)
if (process.env.FAKE_DOCKER_DOWN) end(1, 'Cannot connect to the Docker daemon')

const after = (flag) => args[args.indexOf(flag) + 1]
const name = args[0] === 'run' ? after('--name') : args.at(-1)
const file = join(folder, `${name}.json`)
const known = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null
const save = (container) => writeFileSync(file, JSON.stringify(container))

const commands = {
  run() {
    if (known) end(125, `Conflict. The container name "/${name}" is already in use`)
    const [key, value] = after('--label').split('=')
    const made = { labels: { [key]: value }, port: after('--port'), key: process.env.VLLM_API_KEY ?? null }
    save({ ...made, ...started(made.port) })
  },
  start: () => save({ ...known, ...started(known.port) }),
  stop() {
    if (known.pid) process.kill(known.pid)
    save({ ...known, running: false, pid: null })
  },
  rm: () => rmSync(file),
  logs: () => console.error('the model does not fit into the memory of the GPU'),
  pull: () => console.log(`pulled ${name}`),
  container: () =>
    console.log(JSON.stringify([{ State: { Running: known.running }, Config: { Labels: known.labels } }])),
}
if (!known && !['run', 'pull'].includes(args[0])) end(1, `Error response from daemon: No such container: ${name}`)
commands[args[0]]()

function started(port) {
  const [program, ...words] = JSON.parse(server)
  if (dies || !program) return { running: !dies, pid: null }
  // A daemon starts it: nothing of the caller's environment reaches it.
  const child = spawn(program, [...words, '--port', port], { detached: true, stdio: 'ignore', env: {} })
  child.unref()
  return { running: true, pid: child.pid }
}

function end(code, message) {
  console.error(message)
  process.exit(code)
}
