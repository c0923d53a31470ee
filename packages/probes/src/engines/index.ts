import type { EngineMetrics } from './define-engine-metrics.js'
import { llamacpp } from './llamacpp.js'
import { lmdeploy } from './lmdeploy.js'
import { sagellm } from './sagellm.js'
import { sglang } from './sglang.js'
import { tgi } from './tgi.js'
import { trtllm } from './trtllm.js'
import { vllm } from './vllm.js'

/** Every engine whose metric names are known. */
export const engineMetrics: readonly EngineMetrics[] = [llamacpp, lmdeploy, sagellm, sglang, tgi, trtllm, vllm]
