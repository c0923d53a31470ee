import type { Probe } from './define-probe.js'
import { health } from './health.js'
import { hopReport } from './hop-report.js'
import { info } from './info.js'
import { metrics } from './metrics.js'
import { models } from './models.js'
import { npuSmi } from './npu-smi.js'
import { nvidiaSmi } from './nvidia-smi.js'
import { processProbe } from './process.js'
import { prometheusMetrics } from './prometheus-metrics.js'
import { props } from './props.js'
import { serverInfo } from './server-info.js'
import { version } from './version.js'
import { vllmServerInfo } from './vllm-server-info.js'

/** Every probe there is. */
export const probes: readonly Probe[] = [
  health,
  hopReport,
  info,
  metrics,
  models,
  npuSmi,
  nvidiaSmi,
  processProbe,
  prometheusMetrics,
  props,
  serverInfo,
  version,
  vllmServerInfo,
]
