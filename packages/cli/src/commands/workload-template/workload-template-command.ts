import { extname, resolve } from 'node:path'
import { writeNamedFile } from '@sagellm-benchmark/runner/output'
import { workloadTemplateText } from '@sagellm-benchmark/suite/files'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import type { WorkloadTemplateOptions } from './workload-template-options.js'

/** Writes the template and says how to use it. */
export async function workloadTemplateCommand(
  { output, format }: WorkloadTemplateOptions,
  io: CommandIo,
): Promise<ExitCode> {
  const byName = /\.ya?ml$/i.test(extname(output ?? '')) ? 'yaml' : 'json'
  const chosen = format ?? byName
  const file = output ?? `workloads_template.${chosen}`
  await writeNamedFile(resolve(io.cwd, file), workloadTemplateText(chosen))
  io.stdout.write(`${file}: edit it, then sagellm-benchmark run --workload-file ${file}\n`)
  return 0
}
