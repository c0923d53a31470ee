import type { CommandGroup } from '../../command/define-command.js'
import { defineCommand } from '../../command/define-command.js'
import { InstallAscendOptions, VllmCompareRunOptions } from './vllm-compare-options.js'
import { connectionSynonyms } from '../../options/connection-options.js'
import { connectionRules, severalLoadsRules } from '../../options/flag-rules.js'

const run = defineCommand({
  name: 'run',
  brief: 'Compare sageLLM with vLLM in the standard layout',
  details: [
    'compare with the two usual addresses; sagellm is the baseline. VLLM_COMPARE_SAGELLM_URL and VLLM_COMPARE_VLLM_URL stand',
    'in where no URL is given.',
    '',
    'Example:',
    '  sagellm-benchmark vllm-compare run --sagellm-url http://127.0.0.1:8901/v1 \\',
    '    --vllm-url http://127.0.0.1:8000/v1 --model Qwen/Qwen2.5-0.5B-Instruct',
  ].join('\n'),
  options: VllmCompareRunOptions,
  rules: [...severalLoadsRules, ...connectionRules],
  synonyms: connectionSynonyms,
  load: async () => (await import('./vllm-compare-run.js')).vllmCompareRun,
})

const installAscend = defineCommand({
  name: 'install-ascend',
  brief: 'Install the validated vLLM-Ascend client stack into a Python environment',
  details: [
    'Installs the versions that are known to work together for the CANN of this machine, then checks them and the NPU.',
    '',
    'Example:',
    '  sagellm-benchmark vllm-compare install-ascend --dry-run',
  ].join('\n'),
  options: InstallAscendOptions,
  load: async () => (await import('./install-ascend.js')).installAscendCommand,
})

export const vllmCompare: CommandGroup = {
  name: 'vllm-compare',
  brief: 'Compare sageLLM with vLLM in the standard layout',
  commands: [run, installAscend],
}
