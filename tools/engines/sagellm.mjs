import { dirname, join } from 'node:path'
import { pythonEnvironment } from './python-engine.mjs'
import { startServer } from './start-server.mjs'
import { tinyFolder } from './tiny-model.mjs'

export const VERSION = '0.5.4.70'

const PACKAGES = [
  `isagellm==${VERSION}`,
  'isagellm-core==0.5.4.26',
  'isagellm-gateway==0.5.4.14',
  'isagellm-protocol==0.5.4.16',
]
const ENVIRONMENT_OPTIONS = {
  // The packages hold bytecode of this version alone.
  versions: ['3.11'],
  // Later ones ask CUDA something on every step, which the stub libraries cannot answer.
  overrides: ['transformers==4.57.3', 'huggingface-hub==0.36.0'],
}
/** `sagellm serve` refuses to start without an address of a hub, though a local model needs none. */
const ENVIRONMENT = { HF_ENDPOINT: 'http://127.0.0.1:9', HF_HUB_OFFLINE: '1', OMP_NUM_THREADS: '2' }

/** The whole of sageLLM as its users start it: gateway and engine. `enginePort` is the engine's own. */
export async function startSagellm() {
  const python = await pythonEnvironment('sagellm', PACKAGES, ENVIRONMENT_OPTIONS)
  const model = tinyFolder()
  let enginePort = 0
  const server = await startServer({
    command: join(dirname(python), 'sagellm'),
    args: ({ port }) => {
      enginePort = port + 1
      return [
        ...['serve', '--backend', 'cpu', '--model', model, '--host', '127.0.0.1', '--port', String(port)],
        ...['--engine-port', String(enginePort), '--no-embedding', '--benchmark-mode'],
      ]
    },
    env: { ...ENVIRONMENT, PATH: `${dirname(python)}:${process.env.PATH}` },
    ready: '/v1/models',
    waitMs: 340_000,
    // The gateway answers before its engine has come up.
    isReady: (models) => models.includes('"id"'),
  })
  return { ...server, model, enginePort }
}

/** The engine alone, at its own port, with its log. */
export async function startSagellmEngine() {
  const python = await pythonEnvironment('sagellm', PACKAGES, ENVIRONMENT_OPTIONS)
  const model = tinyFolder()
  const server = await startServer({
    command: join(dirname(python), 'sagellm-engine'),
    args: ({ port }) => [
      ...['--host', '127.0.0.1', '--port', String(port), '--model-path', model, '--device', 'cpu'],
      ...['--log-level', 'info'],
    ],
    env: { ...ENVIRONMENT, PATH: `${dirname(python)}:${process.env.PATH}` },
    ready: '/health',
    waitMs: 340_000,
  })
  return { ...server, model, enginePort: server.port }
}

/**
 * A gateway in a process of its own before an engine, so that it outlives it: with `sagellm serve` both are one process.
 *
 * @returns the gateway as `startSagellm` gives it; `stop` ends both.
 */
export async function startSagellmGateway() {
  const engine = await startSagellmEngine()
  const python = await pythonEnvironment('sagellm', PACKAGES, ENVIRONMENT_OPTIONS)
  try {
    const gateway = await startServer({
      command: join(dirname(python), 'sagellm-gateway'),
      args: ({ port }) => ['--host', '127.0.0.1', '--port', String(port)],
      env: {
        ...ENVIRONMENT,
        SAGELLM_CP_ENGINE_HOST: '127.0.0.1',
        SAGELLM_CP_ENGINE_PORT: String(engine.port),
        SAGELLM_CP_ENGINE_ID: 'engine-1',
        SAGELLM_CP_ENGINE_MODEL: engine.model,
      },
      ready: '/v1/models',
      isReady: (models) => models.includes('"id"'),
    })
    const stop = async () => {
      await gateway.stop()
      await engine.stop()
    }
    return { ...gateway, stop, model: engine.model, enginePort: engine.port }
  } catch (error) {
    await engine.stop()
    throw error
  }
}
