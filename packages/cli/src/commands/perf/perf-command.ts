import { mkdir } from 'node:fs/promises'
import { basename, dirname, extname, join, relative, resolve } from 'node:path'
import { invalidArgument, systemClock } from '@sagellm-benchmark/protocol-types'
import { e2ePerfFile, operatorPerfFile } from '@sagellm-benchmark/protocol-types/performance'
import { createRunFolder, writeFileAtomic } from '@sagellm-benchmark/runner'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { apiKeyOf } from '../../options/target-from-options.js'
import { openResult } from '../report/open-result.js'
import { renderResult } from '../report/render-result.js'
import { writePlots } from '../report/write-plots.js'
import { measureE2eFile } from './measure-e2e.js'
import { measureOperatorFile } from './measure-operators.js'
import { perfContext } from './perf-context.js'
import type { PerfOptions } from './perf-options.js'

/** Measures operators or end-to-end scenarios and leaves result, report and plots. */
export async function perfCommand(given: PerfOptions, io: CommandIo): Promise<ExitCode> {
  const options = resolved(given)
  const clock = systemClock()
  const apiKey = apiKeyOf(options, io.env)
  const context = await perfContext(options, { io, clock, apiKey })
  const path = resolve(io.cwd, options.outputJson)

  if (options.type === 'operator') {
    const file = await measureOperatorFile(options, { io, clock, context })
    await leave(operatorPerfFile.serialize(file), { path, options, io })
    return file.comparisons.every(({ equal }) => equal === true) ? 0 : 1
  }
  const folder = join(dirname(path), `${basename(path, extname(path))}_records`)
  const runFolder = await createRunFolder(folder, { artifacts: [/_records$/], clock })
  try {
    const { file, interrupted, failed } = await measureE2eFile(options, { io, clock, apiKey, context, folder })
    await leave(e2ePerfFile.serialize(file), { path, options, io })
    return interrupted ? 130 : failed ? 1 : 0
  } finally {
    await runFolder.release()
  }
}

const defaultUrl = 'http://localhost:8000/v1'

/** Flags that imply others, and those that exclude each other. */
function resolved(options: PerfOptions): PerfOptions {
  const live = options.live || options.backendUrl !== undefined
  if (live && options.simulate) throw invalidArgument('--simulate', 'with --live', 'give one of them')
  return live ? { ...options, live, backendUrl: options.backendUrl ?? defaultUrl } : options
}

type Leaving = { readonly path: string; readonly options: PerfOptions; readonly io: CommandIo }

async function leave(file: unknown, { path, options, io }: Leaving): Promise<void> {
  const write = async (content: unknown) => {
    await mkdir(dirname(path), { recursive: true })
    await writeFileAtomic(path, `${JSON.stringify(content, null, 2)}\n`)
  }
  await write(file)
  if (options.plot) {
    const plots = await writePlots(await openResult(path), options, io)
    await write({ ...(file as object), plots: plots.map((each) => relative(dirname(path), each)) })
  }
  const result = await openResult(path)
  const report = resolve(io.cwd, options.outputMarkdown)
  await mkdir(dirname(report), { recursive: true })
  await writeFileAtomic(report, await renderResult(result, { format: 'markdown' }))

  const colour = io.stdout.isTTY === true && !io.env['NO_COLOR']
  const table = await renderResult(result, { format: 'table', colour, width: io.stdout.columns ?? 120 })
  io.stdout.write(`${table.trimEnd()}\n\nresult: ${path}\nreport: ${report}\n`)
}
