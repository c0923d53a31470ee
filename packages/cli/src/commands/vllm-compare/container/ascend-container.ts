import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import { type Container, type ContainerSource, localUrl, mount } from './container.js'
import { AscendSettings, readSettings } from './settings.js'
import { splitWords } from '../../../options/split-words.js'

/** What the driver of an Ascend machine consists of; where a part is missing the container is started without it. */
const driver = [
  '/usr/local/dcmi',
  '/usr/local/bin/npu-smi',
  '/usr/local/Ascend/driver/lib64',
  '/usr/local/Ascend/driver/version.info',
  '/etc/ascend_install.info',
]
const managers = ['/dev/davinci_manager', '/dev/devmm_svm', '/dev/hisi_hdc']

/** What is looked up on the machine; a test has a machine of its own. */
export type AscendMachine = {
  /** Names in `/dev`. */
  readonly devices: () => readonly string[]
  readonly exists: (path: string) => boolean
}

const thisMachine: AscendMachine = {
  devices: () => (existsSync('/dev') ? readdirSync('/dev') : []),
  exists: existsSync,
}

/**
 * vLLM-Ascend's image, as the environment describes it.
 *
 * @throws BenchError `invalid_argument` that names the variable; `not_found` where all NPUs are wanted and none is there.
 */
export function ascendContainer({ env, cwd }: ContainerSource, machine: AscendMachine = thisMachine): Container {
  const of = readSettings(AscendSettings, env)
  const cache = resolve(cwd, of.VLLM_ASCEND_CACHE_DIR ?? resolve(env['HOME'] ?? homedir(), '.cache'))
  const logs = of.VLLM_ASCEND_LOG_DIR === undefined ? null : resolve(cwd, of.VLLM_ASCEND_LOG_DIR)
  const mirror = env['HF_ENDPOINT'] || undefined
  const handedOn = env['HF_TOKEN'] ? ['HF_TOKEN'] : []
  const devices = devicesOf(of.VLLM_ASCEND_DEVICES, machine)
  return {
    name: of.VLLM_ASCEND_CONTAINER_NAME,
    image: of.VLLM_ASCEND_IMAGE,
    docker: splitWords(of.DOCKER_CMD, 'DOCKER_CMD'),
    flags: [
      ...(of.VLLM_ASCEND_PRIVILEGED ? ['--privileged'] : []),
      ...(of.VLLM_ASCEND_SECCOMP_UNCONFINED ? ['--security-opt', 'seccomp=unconfined'] : []),
      ...(of.VLLM_ASCEND_CAP_SYS_NICE ? ['--cap-add', 'SYS_NICE'] : []),
      ...[...devices, ...managers].flatMap((device) => ['--device', device]),
      ...driver.filter(machine.exists).flatMap((path) => mount(path, path, { readOnly: true })),
      ...['--shm-size', of.VLLM_ASCEND_SHM_SIZE, '--network', 'host'],
      ...mount(cache, '/root/.cache'),
      ...(logs === null ? [] : mount(logs, '/root/ascend/log')),
      ...(of.VLLM_ASCEND_MODEL_SOURCE === 'modelscope' ? ['--env', 'VLLM_USE_MODELSCOPE=true'] : []),
      ...(mirror === undefined ? [] : ['--env', `HF_ENDPOINT=${mirror}`]),
      ...handedOn.flatMap((variable) => ['--env', variable]),
    ],
    words: [
      ...['vllm', 'serve', of.VLLM_ASCEND_MODEL, '--host', of.VLLM_ASCEND_HOST, '--port', String(of.VLLM_ASCEND_PORT)],
      ...['--tensor-parallel-size', String(of.VLLM_ASCEND_TP_SIZE)],
      ...['--max-model-len', String(of.VLLM_ASCEND_MAX_MODEL_LEN)],
    ],
    folders: [cache, ...(logs === null ? [] : [logs])],
    needed: [],
    handedOn,
    guarding: [],
    readyUrl: localUrl(of.VLLM_ASCEND_HOST, of.VLLM_ASCEND_PORT),
    readySeconds: of.VLLM_ASCEND_HEALTH_TIMEOUT_SEC,
  }
}

function devicesOf(wanted: string, machine: AscendMachine): string[] {
  const numbers =
    wanted === 'all' ? machine.devices().flatMap((name) => /^davinci(\d+)$/.exec(name)?.[1] ?? []) : wanted.split(',')
  if (numbers.length === 0)
    throw new BenchError('not_found', 'there is no NPU: /dev has no davinci0, davinci1, ...', {
      hint: 'start the container on an Ascend machine, or name its NPUs with VLLM_ASCEND_DEVICES=0,1',
    })
  return numbers.sort((a, b) => Number(a) - Number(b)).map((number) => `/dev/davinci${number}`)
}
