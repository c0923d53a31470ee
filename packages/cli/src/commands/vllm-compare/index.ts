import type { CommandGroup } from '../../command/define-command.js'
import { defineCommand } from '../../command/define-command.js'
import { ContainerOptions } from './container/container-options.js'
import { InstallAscendOptions, VllmCompareRunOptions } from './vllm-compare-options.js'
import { otherNames } from '../../options/other-names.js'
import { connectionRules, keyRules, severalLoadsRules } from '../../options/flag-rules.js'
import { profileRules } from '../../options/profile-options.js'

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
  measures: true,
  rules: [...severalLoadsRules, ...profileRules, ...connectionRules, ...keyRules],
  ...otherNames(VllmCompareRunOptions),
  lists: ['threshold'],
  load: async () => (await import('./vllm-compare-run.js')).vllmCompareRun,
})

const installAscend = defineCommand({
  name: 'install-ascend',
  brief: 'Install the validated vLLM-Ascend client stack into a Python environment',
  details: [
    'Installs the versions that are known to work together for the CANN of this machine, then checks them and the NPU. A CANN that',
    'no set was validated for is refused, and so are the environment of sageLLM and the one of the machine: vLLM gets its own.',
    'The environment variables are listed in docs/scripts.md.',
    '',
    'Example:',
    '  sagellm-benchmark vllm-compare install-ascend --dry-run',
  ].join('\n'),
  options: InstallAscendOptions,
  load: async () => (await import('./ascend/install-ascend.js')).installAscendCommand,
})

const container = defineCommand({
  name: 'container',
  brief: 'Start, stop or show a docker container that serves vLLM on this machine',
  details: [
    "vLLM's own image on a CUDA machine, vLLM-Ascend's on an Ascend one. Environment variables say what it is like (docs/scripts.md lists",
    'them). The container outlives the command and a comparison that starts it: a later start takes it as it is.',
    '',
    'Examples:',
    '  sagellm-benchmark vllm-compare container start --dry-run',
    '  VLLM_GPU_DEVICE=0 VLLM_PORT=9100 sagellm-benchmark vllm-compare container start --dry-run',
    '  VLLM_ASCEND_DEVICES=0 sagellm-benchmark vllm-compare container start --hardware ascend --dry-run',
  ].join('\n'),
  options: ContainerOptions,
  positional: 'action',
  load: async () => (await import('./container/container-command.js')).containerCommand,
})

export const vllmCompare: CommandGroup = {
  name: 'vllm-compare',
  brief: 'Compare sageLLM with vLLM in the standard layout, and run vLLM for it',
  commands: [run, container, installAscend],
}
