import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { endpointAddress } from '../compare/endpoint-address.js'
import { measureComparison } from '../compare/measure-comparison.js'
import { measuringFlags } from '../compare/measuring-flags.js'
import { flagWords } from '../compare/reproduce-script.js'
import { stampedFolder } from '../compare/stamped-folder.js'
import { writeAndTell } from '../compare/write-and-tell.js'
import type { CompareRecordOptions } from './compare-record-options.js'

/** Captures one endpoint with everything that a later comparison needs. */
export async function compareRecordCommand(options: CompareRecordOptions, io: CommandIo): Promise<ExitCode> {
  const { label, logFile = null } = options
  const url = endpointAddress('--url', options.url)
  const outputDir = options.outputDir ?? stampedFolder('compare-record')
  const measured = await measureComparison({
    options,
    targets: [{ label, url, command: null, logFile }],
    outputDir,
    io,
  })
  const flags = { label, url: options.url, 'log-file': logFile, ...measuringFlags(options, measured.seed) }
  const exitCode = await writeAndTell(measured, {
    words: ['compare-record', ...flagWords(flags)],
    apiKey: options.apiKey,
    io,
  })
  const [stem] = measured.stems
  io.stdout.write(
    `compare it: sagellm-benchmark compare-offline --result ${label}=${measured.folder}/${stem}.json --result ...\n`,
  )
  return exitCode
}
