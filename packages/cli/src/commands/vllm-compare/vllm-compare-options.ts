import { z } from 'zod'
import { hardwareFamily } from '../../options/hardware-family.js'
import { targetKeyOptions } from '../../options/target-keys.js'
import { cleanupOptions, measuringOptions, shortOutputs } from '../compare/compare-options.js'
import { profileNames } from './ascend/ascend-profiles.js'

/** Flags of `vllm-compare run`. */
export const VllmCompareRunOptions = z.object({
  sagellmUrl: z
    .string()
    .optional()
    .describe('base URL of sageLLM [default VLLM_COMPARE_SAGELLM_URL, else http://127.0.0.1:8901/v1]'),
  vllmUrl: z
    .string()
    .optional()
    .describe('base URL of vLLM [default VLLM_COMPARE_VLLM_URL, else http://127.0.0.1:8000/v1]'),
  startSagellmCmd: z.string().optional().describe('starts sageLLM on this machine where it does not answer yet'),
  startVllmCmd: z.string().optional().describe('starts vLLM on this machine where it does not answer yet'),
  ...targetKeyOptions,
  ...measuringOptions,
  hardwareFamily,
  maxOutputTokens: shortOutputs,
  ...cleanupOptions,
  outputDir: z.string().optional().describe('folder for the artifacts [default benchmark_results/compare_<time>]'),
})
export type VllmCompareRunOptions = z.infer<typeof VllmCompareRunOptions>

/** Flags of `vllm-compare install-ascend`. */
export const InstallAscendOptions = z.object({
  pythonBin: z.string().optional().describe('Python of the environment [default BENCH_VLLM_ASCEND_PY, else python3]'),
  sagellmRoot: z
    .string()
    .optional()
    .describe('folder of sageLLM, where the commands run [default SAGELLM_ROOT, else here]'),
  profile: z
    .enum(profileNames)
    .optional()
    .describe(
      'set of versions; auto is the one for the CANN of this machine [default BENCH_ASCEND_PROFILE, else auto]',
    ),
  dryRun: z.boolean().default(false).describe('print the commands and run none'),
})
export type InstallAscendOptions = z.infer<typeof InstallAscendOptions>
