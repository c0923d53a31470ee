import { z } from 'zod'

const text = z.string().min(1).optional()
const onOff = (value: '0' | '1') =>
  z
    .enum(['0', '1'])
    .default(value)
    .transform((given) => given === '1')

/** Environment variables of `vllm-compare install-ascend`; the names are those of the Python original. */
export const AscendInstallSettings = z.object({
  BENCH_VLLM_ASCEND_PY: text.describe('Python of the environment; else python3'),
  BENCH_ASCEND_PROFILE: text.describe('set of versions; else auto, the one for the CANN of this machine'),
  SAGELLM_ROOT: text.describe('folder of sageLLM, where the commands run; else the current one'),
  SAGELLM_ASCEND_TOOLKIT_HOME: text.describe(
    'folder of CANN; else ASCEND_TOOLKIT_HOME, else /usr/local/Ascend/ascend-toolkit/latest',
  ),
  ASCEND_TOOLKIT_HOME: text.describe("the same, under CANN's own name"),
  BENCH_REQUIRE_VLLM: onOff('1').describe('0: torch and its NPU plug-in alone, without vllm and vllm-ascend'),
  BENCH_SKIP_HOST_MATRIX_CHECK: onOff('0').describe('1: install a set that was not validated for this CANN'),
  BENCH_VLLM_ASCEND_ALLOW_MAIN_ENV: onOff('0').describe(
    '1: install into the environment of sageLLM, or the one of the machine, too',
  ),
})
export type AscendInstallSettings = z.infer<typeof AscendInstallSettings>
