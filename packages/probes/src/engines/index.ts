import type { EngineMetrics } from './define-engine-metrics.js'
import { llamaCpp } from './llama-cpp.js'
import { lmdeploy } from './lmdeploy.js'
import { sagellm } from './sagellm.js'
import { sglang } from './sglang.js'
import { tensorrtLlm } from './tensorrt-llm.js'
import { tgi } from './tgi.js'
import { vllm } from './vllm.js'

/** Every engine whose metric names are known. */
export const engineMetrics: readonly EngineMetrics[] = [llamaCpp, lmdeploy, sagellm, sglang, tensorrtLlm, tgi, vllm]
