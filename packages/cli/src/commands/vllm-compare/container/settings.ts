import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import { z } from 'zod'
import { plainProblem } from '@sagellm-benchmark/protocol-types/edge'
import type { CommandIo } from '../../../command/define-command.js'

const name = z.string().regex(/^[a-zA-Z0-9][\w.-]*$/, 'letters, digits, dots, dashes and underscores')
const text = z.string().min(1)
const port = number('a port from 1 to 65535', (value) => Number.isInteger(value) && value >= 1 && value <= 65_535)
const whole = number('a whole number above 0', (value) => Number.isInteger(value) && value > 0)
const seconds = number('seconds above 0', (value) => value > 0)
const share = number('a share above 0 and up to 1', (value) => value > 0 && value <= 1)
const size = z.string().regex(/^\d+[bkmg]?$/i, 'a size such as 16g')
const onOff = z.enum(['0', '1'], '0 or 1').transform((value) => value === '1')

/** Environment variables of the vLLM container on a CUDA machine; the names are those of the Python original. */
export const CudaSettings = z.object({
  DOCKER_CMD: text.default('docker').describe('the docker program, with words before it such as `sudo -n`'),
  VLLM_CONTAINER_NAME: name.default('sagellm-benchmark-vllm').describe('name of the container'),
  VLLM_DOCKER_IMAGE: text.default('vllm/vllm-openai:v0.7.3').describe('image'),
  VLLM_MODEL: text.default('Qwen/Qwen2.5-1.5B-Instruct').describe('model to serve'),
  VLLM_SERVED_MODEL_NAME: text.optional().describe('name under which it is served; else the name of the model'),
  VLLM_PORT: port.default(8000).describe('port of the endpoint'),
  VLLM_HOST: text.default('127.0.0.1').describe('address of the endpoint'),
  VLLM_DOCKER_NETWORK_MODE: text
    .default('host')
    .describe('network of the container; with any other than host the port is published'),
  VLLM_GPU_DEVICE: z
    .string()
    .regex(/^(all|[\w-]+(,[\w-]+)*)$/, 'numbers such as 0 or 0,1, ids, or all')
    .default('1')
    .describe('GPUs that the container gets: a number, several with commas, or all'),
  VLLM_DTYPE: text.default('float16').describe('type of the weights'),
  VLLM_GPU_MEMORY_UTILIZATION: share.default(0.85).describe('share of the GPU memory'),
  VLLM_MAX_MODEL_LEN: whole.default(4096).describe('context window'),
  VLLM_SHM_SIZE: size.default('16g').describe('shared memory of the container'),
  VLLM_READY_TIMEOUT: seconds.default(600).describe('seconds until the endpoint has to be ready'),
  VLLM_HF_CACHE_DIR: text.optional().describe('cache of models on this machine; else ~/.cache/huggingface'),
  VLLM_LOCAL_MODEL_DIR: text
    .optional()
    .describe('folder with the model: it is served from there, and nothing is downloaded'),
  VLLM_HF_ENDPOINT: text.optional().describe('mirror of the hub; else HF_ENDPOINT'),
  VLLM_API_KEY: text
    .optional()
    .describe('key that the endpoint demands; handed to the container by name, so that no command line shows it'),
  VLLM_DOCKER_AUTO_REMOVE: onOff.default(false).describe('1: the container and its log go when it stops'),
  VLLM_EXTRA_ARGS: z.string().default('').describe('more words for vLLM, quoted as in a shell'),
})
export type CudaSettings = z.infer<typeof CudaSettings>

/** Environment variables of the vLLM-Ascend container; the names are those of the Python original. */
export const AscendSettings = z.object({
  DOCKER_CMD: text.default('sudo -n docker').describe('the docker program, with words before it'),
  VLLM_ASCEND_IMAGE: text.default('quay.io/ascend/vllm-ascend:v0.11.0-openeuler').describe('image'),
  VLLM_ASCEND_CONTAINER_NAME: name.default('vllm-ascend-bench').describe('name of the container'),
  VLLM_ASCEND_MODEL: text.default('Qwen/Qwen2.5-0.5B-Instruct').describe('model to serve'),
  VLLM_ASCEND_MODEL_SOURCE: z
    .enum(['hf', 'modelscope'], 'hf or modelscope')
    .default('hf')
    .describe('where the model comes from'),
  VLLM_ASCEND_HOST: text.default('0.0.0.0').describe('address of the endpoint'),
  VLLM_ASCEND_PORT: port.default(8000).describe('port of the endpoint'),
  VLLM_ASCEND_TP_SIZE: whole.default(1).describe('NPUs that share the model'),
  VLLM_ASCEND_MAX_MODEL_LEN: whole.default(4096).describe('context window'),
  VLLM_ASCEND_SHM_SIZE: size.default('16g').describe('shared memory of the container'),
  VLLM_ASCEND_CACHE_DIR: text.optional().describe('cache of models on this machine; else ~/.cache'),
  VLLM_ASCEND_LOG_DIR: text.optional().describe("folder that gets CANN's own logs"),
  VLLM_ASCEND_HEALTH_TIMEOUT_SEC: seconds.default(900).describe('seconds until the endpoint has to be ready'),
  VLLM_ASCEND_DEVICES: z
    .string()
    .regex(/^(all|\d+(,\d+)*)$/, 'numbers such as 0 or 0,1, or all')
    .default('all')
    .describe('NPUs that the container gets: numbers with commas, or all that /dev shows'),
  VLLM_ASCEND_PRIVILEGED: onOff.default(false).describe('1: a privileged container'),
  VLLM_ASCEND_SECCOMP_UNCONFINED: onOff.default(true).describe('0: with the usual filter of system calls'),
  VLLM_ASCEND_CAP_SYS_NICE: onOff.default(true).describe('0: without the right to bind memory to NUMA nodes'),
})
export type AscendSettings = z.infer<typeof AscendSettings>

/**
 * Reads settings from the environment. An empty variable counts as not set.
 *
 * @throws BenchError `invalid_argument` that names the variable.
 */
export function readSettings<S extends z.ZodObject>(schema: S, env: CommandIo['env']): z.infer<S> {
  const given = Object.fromEntries(Object.keys(schema.shape).map((key) => [key, env[key] || undefined]))
  const result = schema.safeParse(given)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const variable = String(issue?.path[0])
  throw invalidArgument(variable, given[variable], plainProblem(issue, given))
}

/** A number written as text, as the environment holds it. */
function number(what: string, holds: (value: number) => boolean) {
  return z
    .string()
    .transform(Number)
    .refine((value) => Number.isFinite(value) && holds(value), what)
}
