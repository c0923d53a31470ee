import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { type Container, type ContainerSource, localUrl, mount } from './container.js'
import { CudaSettings, readSettings } from './settings.js'
import { splitWords } from '../../../options/split-words.js'

/**
 * vLLM's official image on a CUDA machine, as the environment describes it.
 *
 * @throws BenchError `invalid_argument` that names the variable.
 */
export function cudaContainer({ env, cwd }: ContainerSource): Container {
  const of = readSettings(CudaSettings, env)
  const hostNetwork = of.VLLM_DOCKER_NETWORK_MODE === 'host'
  const cache = resolve(cwd, of.VLLM_HF_CACHE_DIR ?? resolve(env['HOME'] ?? homedir(), '.cache/huggingface'))
  const local = of.VLLM_LOCAL_MODEL_DIR === undefined ? null : resolve(cwd, of.VLLM_LOCAL_MODEL_DIR)
  const mirror = of.VLLM_HF_ENDPOINT ?? (env['HF_ENDPOINT'] || undefined)
  const guarding = of.VLLM_API_KEY === undefined ? [] : ['VLLM_API_KEY']
  const handedOn = [...guarding, ...(env['HF_TOKEN'] ? ['HF_TOKEN'] : [])]
  return {
    name: of.VLLM_CONTAINER_NAME,
    image: of.VLLM_DOCKER_IMAGE,
    docker: splitWords(of.DOCKER_CMD, 'DOCKER_CMD'),
    flags: [
      ...(of.VLLM_DOCKER_AUTO_REMOVE ? ['--rm'] : []),
      ...['--gpus', gpus(of.VLLM_GPU_DEVICE), '--shm-size', of.VLLM_SHM_SIZE],
      ...['--network', of.VLLM_DOCKER_NETWORK_MODE],
      ...(hostNetwork ? [] : ['--publish', `${of.VLLM_HOST}:${of.VLLM_PORT}:${of.VLLM_PORT}`]),
      ...(local === null ? mount(cache, '/root/.cache/huggingface') : mount(local, MODEL, { readOnly: true })),
      ...(local === null ? [] : ['--env', 'HF_HUB_OFFLINE=1', '--env', 'TRANSFORMERS_OFFLINE=1']),
      ...(mirror === undefined ? [] : ['--env', `HF_ENDPOINT=${mirror}`]),
      ...handedOn.flatMap((variable) => ['--env', variable]),
    ],
    words: [
      ...['--model', local === null ? of.VLLM_MODEL : MODEL],
      ...['--served-model-name', of.VLLM_SERVED_MODEL_NAME ?? of.VLLM_MODEL],
      // Inside a network of its own the server has to listen on all addresses; what is published decides who reaches it.
      ...['--host', hostNetwork ? of.VLLM_HOST : '0.0.0.0', '--port', String(of.VLLM_PORT)],
      ...['--dtype', of.VLLM_DTYPE, '--gpu-memory-utilization', String(of.VLLM_GPU_MEMORY_UTILIZATION)],
      ...['--max-model-len', String(of.VLLM_MAX_MODEL_LEN)],
      ...splitWords(of.VLLM_EXTRA_ARGS, 'VLLM_EXTRA_ARGS'),
    ],
    folders: local === null ? [cache] : [],
    needed: local === null ? [] : [local],
    handedOn,
    guarding,
    readyUrl: localUrl(of.VLLM_HOST, of.VLLM_PORT),
    readySeconds: of.VLLM_READY_TIMEOUT,
  }
}

/** Where a folder of this machine is inside the container. */
const MODEL = '/model'

/** Docker reads the value as CSV, so that several devices need quotes of their own. */
function gpus(devices: string): string {
  if (devices === 'all') return 'all'
  return devices.includes(',') ? `"device=${devices}"` : `device=${devices}`
}
