import { shellLine } from '@sagellm-benchmark/protocol-types/edge'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ascendContainer } from './ascend-container.js'
import { localUrl } from './container.js'
import { cudaContainer } from './cuda-container.js'
import { configurationOf, runArguments } from './docker.js'
import { splitWords } from '../../../options/split-words.js'

const HOME = '/home/me'
const cuda = (env: Record<string, string> = {}) => cudaContainer({ env: { HOME, ...env }, cwd: '/srv/bench' })
const line = (container: ReturnType<typeof cuda>) => runArguments(container).join(' ')
const machine = { devices: () => ['null', 'davinci10', 'davinci2', 'davinci_manager'], exists: () => false }
const ascend = (env: Record<string, string> = {}) =>
  ascendContainer({ env: { HOME, ...env }, cwd: '/srv/bench' }, machine)

describe('the CUDA container', () => {
  test('without any variable is what the Python original starts', () => {
    const container = cuda()
    expect(line(container)).toBe(
      [
        `run --detach --name sagellm-benchmark-vllm --label sagellm-benchmark.configuration=${configurationOf(container)}`,
        '--gpus device=1 --shm-size 16g --network host',
        '--mount type=bind,source=/home/me/.cache/huggingface,target=/root/.cache/huggingface vllm/vllm-openai:v0.7.3',
        '--model Qwen/Qwen2.5-1.5B-Instruct --served-model-name Qwen/Qwen2.5-1.5B-Instruct --host 127.0.0.1 --port 8000',
        '--dtype float16 --gpu-memory-utilization 0.85 --max-model-len 4096',
      ].join(' '),
    )
    expect(container).toMatchObject({ docker: ['docker'], readyUrl: 'http://127.0.0.1:8000/health', readySeconds: 600 })
  })

  test('takes one GPU, several, or all', () => {
    expect(line(cuda({ VLLM_GPU_DEVICE: '0' }))).toContain('--gpus device=0 ')
    expect(runArguments(cuda({ VLLM_GPU_DEVICE: '0,2' }))).toContain('"device=0,2"')
    expect(line(cuda({ VLLM_GPU_DEVICE: 'all' }))).toContain('--gpus all ')
    expect(() => cuda({ VLLM_GPU_DEVICE: '0 --privileged' })).toThrow('VLLM_GPU_DEVICE cannot be')
  })

  test('in another network publishes its port at the address, and listens inside', () => {
    const of = line(cuda({ VLLM_DOCKER_NETWORK_MODE: 'bridge', VLLM_PORT: '9100' }))
    expect(of).toContain('--network bridge --publish 127.0.0.1:9100:9100')
    expect(of).toContain('--host 0.0.0.0 --port 9100')
    expect(line(cuda())).not.toContain('--publish')
  })

  test('serves a local folder under the name of the model, offline', () => {
    const container = cuda({ VLLM_LOCAL_MODEL_DIR: 'models/q', VLLM_MODEL: 'Q/q' })
    const of = line(container)
    expect(of).toContain('--mount type=bind,source=/srv/bench/models/q,target=/model,readonly')
    expect(of).toContain('--env HF_HUB_OFFLINE=1 --env TRANSFORMERS_OFFLINE=1')
    expect(of).toContain('--model /model --served-model-name Q/q')
    expect(of).not.toContain('huggingface')
    expect(container).toMatchObject({ folders: [], needed: ['/srv/bench/models/q'] })
  })

  test('gets keys by their names: no value stands in the command', () => {
    const container = cuda({ VLLM_API_KEY: 'sk-very-secret', HF_TOKEN: 'hf_secret' })
    expect(line(container)).toContain('--env VLLM_API_KEY --env HF_TOKEN')
    expect(line(container)).not.toContain('secret')
    expect(container).toMatchObject({ handedOn: ['VLLM_API_KEY', 'HF_TOKEN'], guarding: ['VLLM_API_KEY'] })
  })

  test('takes further words, a mirror, and goes with its log where that is wanted', () => {
    const args = runArguments(
      cuda({ VLLM_EXTRA_ARGS: "--enforce-eager --x 'a b'", HF_ENDPOINT: 'https://hf', VLLM_DOCKER_AUTO_REMOVE: '1' }),
    )
    expect(args.slice(-3)).toEqual(['--enforce-eager', '--x', 'a b'])
    expect(args).toEqual(expect.arrayContaining(['--rm', 'HF_ENDPOINT=https://hf']))
    expect(line(cuda())).not.toContain('--rm')
  })

  test.each([
    ['VLLM_PORT', '0'],
    ['VLLM_PORT', 'eight'],
    ['VLLM_GPU_MEMORY_UTILIZATION', '1.5'],
    ['VLLM_CONTAINER_NAME', '../x'],
    ['VLLM_SHM_SIZE', 'much'],
    ['VLLM_DOCKER_AUTO_REMOVE', 'yes'],
    ['VLLM_EXTRA_ARGS', "it's"],
  ])('refuses %s=%s by name, and takes an empty one for none', (name, value) => {
    expect(() => cuda({ [name]: value })).toThrow(`${name} cannot be`)
    expect(line(cuda({ [name]: '' }))).toBe(line(cuda()))
  })
})

describe('the Ascend container', () => {
  test('without any variable gets every NPU of the machine, as the Python original does', () => {
    const container = ascend()
    expect(line(container)).toBe(
      [
        `run --detach --name vllm-ascend-bench --label sagellm-benchmark.configuration=${configurationOf(container)}`,
        '--security-opt seccomp=unconfined --cap-add SYS_NICE --device /dev/davinci2 --device /dev/davinci10',
        '--device /dev/davinci_manager --device /dev/devmm_svm --device /dev/hisi_hdc --shm-size 16g --network host',
        '--mount type=bind,source=/home/me/.cache,target=/root/.cache quay.io/ascend/vllm-ascend:v0.11.0-openeuler',
        'vllm serve Qwen/Qwen2.5-0.5B-Instruct --host 0.0.0.0 --port 8000 --tensor-parallel-size 1 --max-model-len 4096',
      ].join(' '),
    )
    expect(container).toMatchObject({
      docker: ['sudo', '-n', 'docker'],
      readyUrl: 'http://127.0.0.1:8000/health',
      readySeconds: 900,
    })
  })

  test('takes named NPUs, rights, a source of models and a folder for logs', () => {
    const of = line(
      ascend({
        VLLM_ASCEND_DEVICES: '3,0',
        VLLM_ASCEND_PRIVILEGED: '1',
        VLLM_ASCEND_SECCOMP_UNCONFINED: '0',
        VLLM_ASCEND_CAP_SYS_NICE: '0',
        VLLM_ASCEND_MODEL_SOURCE: 'modelscope',
        VLLM_ASCEND_LOG_DIR: 'logs',
      }),
    )
    expect(of).toContain(' --privileged --device /dev/davinci0 --device /dev/davinci3 ')
    expect(of).not.toMatch(/seccomp|SYS_NICE/)
    expect(of).toContain('--env VLLM_USE_MODELSCOPE=true')
    expect(of).toContain('source=/srv/bench/logs,target=/root/ascend/log')
  })

  test('brings the parts of the driver that the machine has', () => {
    const there = { ...machine, exists: (path: string) => path === '/usr/local/dcmi' }
    const of = line(ascendContainer({ env: { HOME }, cwd: '/' }, there))
    expect(of).toContain('--mount type=bind,source=/usr/local/dcmi,target=/usr/local/dcmi,readonly')
    expect(of).not.toContain('npu-smi')
  })

  test('says so where there is no NPU', () => {
    const bare = () => ascendContainer({ env: {}, cwd: '/' }, { ...machine, devices: () => [] })
    expect(bare).toThrow(BenchError)
    expect(bare).toThrow('there is no NPU')
  })
})

test('words split as the shell line of them was put together', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (given) => {
      expect(splitWords(shellLine(given), 'X')).toEqual(given)
    }),
  )
  expect(splitWords(String.raw`a"b \" c"\ d`, 'X')).toEqual(['ab " c d'])
  expect(() => splitWords('"open', 'X')).toThrow('X cannot be')
})

test('a server that listens everywhere is asked on this machine', () => {
  expect(localUrl('0.0.0.0', 80)).toBe('http://127.0.0.1:80/health')
  expect(localUrl('::', 80)).toBe('http://[::1]:80/health')
  expect(localUrl('10.0.0.1', 80)).toBe('http://10.0.0.1:80/health')
})
