import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { readArtifact, renderReport } from '@sagellm-benchmark/reporters'
import { writeFileAtomic } from '@sagellm-benchmark/runner'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { readJsonFile } from '../../files/read-json-file.js'
import type { ReportOptions } from './index.js'

/** Shows one result file in the wished format. */
export async function reportCommand(options: ReportOptions, io: CommandIo): Promise<ExitCode> {
  const path = await resultFile(resolve(io.cwd, options.input))
  const input = readArtifact(await readJsonFile(path), path)
  const text = await renderReport({
    input,
    format: options.format,
    colour: options.output === undefined && io.stdout.isTTY === true && !io.env['NO_COLOR'],
    width: io.stdout.columns ?? 120,
  })
  const whole = text.endsWith('\n') ? text : `${text}\n`
  if (options.output === undefined) io.stdout.write(whole)
  else await writeFileAtomic(resolve(io.cwd, options.output), whole)
  return 0
}

/** A folder stands for the summary of its run. */
async function resultFile(path: string): Promise<string> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
  return isFolder ? join(path, 'benchmark_summary.json') : path
}
