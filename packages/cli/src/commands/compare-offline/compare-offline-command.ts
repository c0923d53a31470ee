import { compareOffline } from '@sagellm-benchmark/suite/compare'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { flagWords } from '../../options/flag-words.js'
import { labelledValues } from '../compare/labelled-values.js'
import { stampedFolder } from '../compare/stamped-folder.js'
import { printComparison } from '../compare/print-comparison.js'
import type { CompareOfflineOptions } from './compare-offline-options.js'

/** Compares captures from their files. */
export async function compareOfflineCommand(options: CompareOfflineOptions, io: CommandIo): Promise<ExitCode> {
  const { result, margin, allowMismatch, outputDir } = options
  const captures = labelledValues('--result', result).map(({ label, value }) => ({ label, path: value }))
  const { folder, comparison } = await compareOffline(
    { captures, allowMismatch, margin: margin === undefined ? null : margin / 100 },
    {
      folder: outputDir ?? stampedFolder('compare-offline'),
      cwd: io.cwd,
      words: ['sagellm-benchmark', ...io.argv],
      reproduce: ['compare-offline', ...flagWords({ result, margin, 'allow-mismatch': allowMismatch })],
    },
  )
  printComparison(comparison, io)
  io.stdout.write(`\nartifacts: ${folder}\n`)
  return 0
}
