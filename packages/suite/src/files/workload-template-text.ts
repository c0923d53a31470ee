import { toWire } from '@sagellm-benchmark/protocol-types'
import { OriginalWorkload } from '@sagellm-benchmark/protocol-types/original'
import { workloadTemplate } from '@sagellm-benchmark/workloads'
import { stringify } from 'yaml'

/** The template of a workload file: plain values in either form, so that every YAML reader takes it. */
export function workloadTemplateText(format: 'json' | 'yaml'): string {
  const content = { workloads: workloadTemplate.map((each) => toWire(OriginalWorkload, each)) }
  return format === 'yaml' ? stringify(content) : `${JSON.stringify(content, null, 2)}\n`
}
