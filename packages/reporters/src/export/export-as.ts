import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { TextFile } from '../run/run-files.js'
import { aiperf } from './aiperf.js'
import type { ExportInput, ExportLayout } from './export-layout.js'
import { vllm } from './vllm.js'

/** Every tool whose files can be written. */
const exportLayouts: readonly ExportLayout[] = [vllm, aiperf]

/**
 * The run as files that another tool's scripts read.
 *
 * @param tool - `vllm` or `aiperf`.
 * @throws BenchError `invalid_argument` for any other.
 */
export function exportAs(tool: string, input: ExportInput): TextFile[] {
  const layout = exportLayouts.find((each) => each.name === tool)
  if (!layout) {
    throw invalidArgument('export', tool, `choose one of ${exportLayouts.map((each) => each.name).join(', ')}`)
  }
  return layout.files(input)
}
