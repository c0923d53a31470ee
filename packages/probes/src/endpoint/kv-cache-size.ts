import type { EndpointSnapshot } from '@sagellm-benchmark/protocol-types/evidence'
import { captureOf } from '../evidence/scan-surfaces.js'
import { isRecord } from '../json/is-record.js'
import { parseMetricPage } from '../prometheus/parse-metric-page.js'

/** Size of a server's KV cache, as it says itself; `null` where it does not, or where it has several of them. */
export type KvCacheSize = { readonly kvBlockTokens: number | null; readonly kvCapacityTokens: number | null }

const unknown: KvCacheSize = { kvBlockTokens: null, kvCapacityTokens: null }

/**
 * Reads it from vLLM's `cache_config_info` on its metrics page, or from SGLang's `/get_server_info`. Of several replicas behind one
 * address it is not known which one a prompt meets, so nothing is said.
 */
export function kvCacheSize(snapshot: EndpointSnapshot): KvCacheSize {
  return ofVllm(captureOf(snapshot, 'metrics')?.body) ?? ofSglang(captureOf(snapshot, 'server-info')?.body) ?? unknown
}

function ofVllm(page: string | null | undefined): KvCacheSize | null {
  if (!page?.includes('cache_config_info')) return null
  const configs = parseMetricPage(page)?.samples.filter(({ name }) => /^(ray_)?vllm[:_]cache_config_info$/.test(name))
  const [config, second] = configs ?? []
  if (!config || second) return null
  const kvBlockTokens = sizeOf(Number(config.labels.block_size))
  const blocks = sizeOf(Number(config.labels.num_gpu_blocks))
  return {
    kvBlockTokens,
    kvCapacityTokens: kvBlockTokens === null || blocks === null ? null : sizeOf(kvBlockTokens * blocks),
  }
}

function ofSglang(body: string | null | undefined): KvCacheSize | null {
  const info = parsed(body)
  if (!isRecord(info)) return null
  const [state, second] = Array.isArray(info.internal_states) ? info.internal_states : []
  if (second !== undefined) return null
  const inner = isRecord(state) ? state : {}
  const kvCapacityTokens = sizeOf(info.max_total_num_tokens ?? inner.max_total_num_tokens)
  if (kvCapacityTokens === null) return null
  return { kvBlockTokens: sizeOf(info.page_size ?? inner.page_size), kvCapacityTokens }
}

function parsed(body: string | null | undefined): unknown {
  try {
    return JSON.parse(body ?? 'null')
  } catch {
    return null
  }
}

/** A number of tokens that a cache may have. */
function sizeOf(value: unknown): number | null {
  return Number.isSafeInteger(value) && (value as number) > 0 ? (value as number) : null
}
