import { compareRecord } from '@sagellm-benchmark/suite/compare'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { flagWords } from '../../options/flag-words.js'
import { comparedEndpoint } from '../compare/compared-endpoints.js'
import { withComparisonIo } from '../compare/comparison-io.js'
import { comparisonPlan } from '../compare/comparison-plan.js'
import { measuringFlags } from '../compare/measuring-flags.js'
import { stampedFolder } from '../compare/stamped-folder.js'
import { printComparisonOutcome } from '../compare/print-comparison.js'
import type { CompareRecordOptions } from './compare-record-options.js'

/** Captures one endpoint with everything that a later comparison needs. */
export async function compareRecordCommand(options: CompareRecordOptions, io: CommandIo): Promise<ExitCode> {
  const { label, url, logFile, tokenizer = null, maxSeqLen: contextLength = null, hardwareFamily = null } = options
  const targets = [comparedEndpoint({ label, url, flag: '--url', logFile }, options)]
  const plan = await comparisonPlan(options, { io })
  const flags = {
    label,
    url,
    'log-file': logFile,
    'hardware-family': options.hardwareFamily,
    ...measuringFlags(options, plan.seed),
  }
  const words = ['compare-record', ...flagWords(flags)]
  const folder = options.outputDir ?? stampedFolder('compare-record')
  const outcome = await withComparisonIo(options, { io, folder, words, targets }, (own, keyed) =>
    compareRecord({ plan, targets: keyed, contextLength, tokenizer, hardwareFamily }, own),
  )
  const exitCode = printComparisonOutcome(outcome, { ...options, io })
  const [capture] = outcome.captures
  io.stdout.write(
    `compare it: sagellm-benchmark compare-offline --result ${label}=${outcome.folder}/${capture?.stem}.json --result ...\n`,
  )
  return exitCode
}
