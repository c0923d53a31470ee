import type { CommandGroup } from '../../command/define-command.js'
import { defineCommand } from '../../command/define-command.js'
import { ConvertOptions, EvaluateOptions, PrintDefaultOptions } from './parity-gate-options.js'

const printDefault = defineCommand({
  name: 'print-default',
  brief: 'Print the gate that evaluate uses where none is named, to begin one of your own',
  options: PrintDefaultOptions,
  load: async () => (await import('./parity-gate-commands.js')).printDefaultCommand,
})

const evaluate = defineCommand({
  name: 'evaluate',
  brief: 'Hold a candidate against the best of its references; exit code 3 where a scenario does not keep up',
  details: [
    'Every scenario of the gate is judged: are the answers right, did the steps fall back, is there evidence of the decode',
    'steps, and are TBT and output throughput within the thresholds of the best reference. What is not known passes nothing.',
    'Files are those of perf, compare or compare-record (kind e2e), or a parity-run/v1.',
    '',
    'Example:',
    '  sagellm-benchmark parity-gate evaluate --candidate sagellm.json --reference vllm.json --output parity.json',
  ].join('\n'),
  options: EvaluateOptions,
  load: async () => (await import('./parity-gate-commands.js')).evaluateCommand,
})

const convert = defineCommand({
  name: 'convert-core-telemetry',
  brief: 'Make <label>_core_telemetry.json of the decode steps in a saved /info of sagellm-core',
  details: [
    'Example:',
    '  sagellm-benchmark parity-gate convert-core-telemetry --input-json sagellm_info.json --label sagellm \\',
    '    --model M --hardware-family cuda --output sagellm_core_telemetry.json',
  ].join('\n'),
  options: ConvertOptions,
  load: async () => (await import('./parity-gate-commands.js')).convertCommand,
})

export const parityGate: CommandGroup = {
  name: 'parity-gate',
  brief: 'Hold decoding against other engines: print the gate, evaluate it, convert decode steps',
  commands: [printDefault, evaluate, convert],
}
