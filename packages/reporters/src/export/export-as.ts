import { entryNamed } from '@sagellm-benchmark/protocol-types'
import type { TextFile } from '../run/run-files.js'
import { aiperf } from './aiperf.js'
import type { ExportInput, ExportLayout } from './export-layout.js'
import { vllm } from './vllm.js'

/** Every tool whose files can be written. */
const exportLayouts: readonly ExportLayout[] = [vllm, aiperf]

/**
 * The run as files that another tool's scripts read.
 *
 * @param tool - `vllm`, `aiperf`, or a layout of your own.
 * @throws BenchError `invalid_argument` for any other name.
 */
export function exportAs(tool: string | ExportLayout, input: ExportInput): TextFile[] {
  const layout = typeof tool === 'string' ? entryNamed(exportLayouts, { kind: 'export', name: tool }) : tool
  return layout.files(input)
}
