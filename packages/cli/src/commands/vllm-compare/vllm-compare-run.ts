import { compare } from '@sagellm-benchmark/suite/compare'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { isNative } from '../../options/target-from-options.js'
import { flagWords } from '../../options/flag-words.js'
import { targetKeyFlags } from '../../options/target-keys.js'
import { comparedEndpoint } from '../compare/compared-endpoints.js'
import { withComparisonIo } from '../compare/comparison-io.js'
import { comparisonPlan } from '../compare/comparison-plan.js'
import { measuringFlags } from '../compare/measuring-flags.js'
import { promptCleanup } from '../compare/prompt-cleanup.js'
import { stampedFolder } from '../compare/stamped-folder.js'
import { printComparisonOutcome } from '../compare/print-comparison.js'
import type { VllmCompareRunOptions } from './vllm-compare-options.js'

/** `compare` in the standard layout of sageLLM beside vLLM. */
export async function vllmCompareRun(options: VllmCompareRunOptions, io: CommandIo): Promise<ExitCode> {
  const {
    startSagellmCmd,
    startVllmCmd,
    tokenizer = null,
    maxSeqLen: contextLength = null,
    hardwareFamily = null,
  } = options
  const sagellmUrl = options.sagellmUrl ?? io.env['VLLM_COMPARE_SAGELLM_URL'] ?? 'http://127.0.0.1:8901/v1'
  const vllmUrl = options.vllmUrl ?? io.env['VLLM_COMPARE_VLLM_URL'] ?? 'http://127.0.0.1:8000/v1'
  const targets = [
    comparedEndpoint({ label: 'sagellm', url: sagellmUrl, flag: '--sagellm-url', command: startSagellmCmd }, options),
    comparedEndpoint({ label: 'vllm', url: vllmUrl, flag: '--vllm-url', command: startVllmCmd }, besideNative(options)),
  ]
  const plan = await comparisonPlan(options, { io })
  const flags = {
    'sagellm-url': sagellmUrl,
    'vllm-url': vllmUrl,
    'start-sagellm-cmd': startSagellmCmd,
    'start-vllm-cmd': startVllmCmd,
    ...targetKeyFlags(options),
    'hardware-family': options.hardwareFamily,
    ...measuringFlags(options, plan.seed),
  }
  const words = ['vllm-compare', 'run', ...flagWords(flags)]
  const folder = options.outputDir ?? stampedFolder('compare')
  const outcome = await withComparisonIo(options, { io, folder, words, targets }, (own, keyed) =>
    compare({ plan, targets: keyed, contextLength, tokenizer, hardwareFamily }, own),
  )
  const exitCode = printComparisonOutcome(outcome, { ...options, io })
  if (exitCode !== 130) await promptCleanup({ wanted: options.promptCleanup, urls: outcome.reused, io })
  return exitCode
}

/** vLLM beside sageLLM's own Protocol, whose prompts are plain texts: that is the completions API. */
function besideNative(options: VllmCompareRunOptions): VllmCompareRunOptions {
  return isNative(options) ? { ...options, dialect: 'vllm', endpoint: 'completions' } : options
}
