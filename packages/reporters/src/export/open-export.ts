import { entryNamed } from '@sagellm-benchmark/protocol-types'
import { aiperf } from './aiperf.js'
import type { ExportCollector, ExportInput, ExportLayout } from './export-layout.js'
import { guidellm } from './guidellm.js'
import { sglang } from './sglang.js'
import { vllm } from './vllm.js'

/** Every tool whose files can be written. */
const exportLayouts: readonly ExportLayout[] = [vllm, sglang, aiperf, guidellm]

/**
 * Begins the files that another tool's scripts read, of one workload.
 *
 * @param tool - `vllm`, `sglang`, `aiperf`, `guidellm`, or a layout of your own.
 * @throws BenchError `invalid_argument` for any other name.
 * @example
 * const collector = openExport('vllm', input)
 * for await (const record of records) collector.add(record)
 * for (const { name, text } of collector.files()) await writeFile(name, text)
 */
export function openExport(tool: string | ExportLayout, input: ExportInput): ExportCollector {
  const layout = typeof tool === 'string' ? entryNamed(exportLayouts, { kind: 'export', name: tool }) : tool
  return layout.open(input)
}
