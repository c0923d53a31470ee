import { defineCommand } from '../../command/define-command.js'
import { connectionRules, keyRules } from '../../options/flag-rules.js'
import { otherNames } from '../../options/other-names.js'
import { ReadinessOptions } from './readiness-options.js'
import { readinessRules } from './readiness-rules.js'

export const readiness = defineCommand({
  name: 'readiness',
  brief: 'Start a server again and again: time to ready, first requests, a burst and the recovery from it',
  details: [
    'Each process of the server is started by --target-command, gets its first two requests, and is stopped. Warm restarts also get a steady',
    'load with a burst on top: how long the queue stands, and when the limits of --threshold hold again for the steady requests. With',
    '--cold-command, which clears caches, a cold start comes before each warm one. Exit code 3 where a limit or a gate does not hold.',
    '',
    'Examples:',
    '  sagellm-benchmark readiness --backend-url http://127.0.0.1:8000/v1 --target-command "vllm serve M --port 8000" --threshold "ttft<500"',
    '  sagellm-benchmark readiness --backend-url http://127.0.0.1:8000/v1 --target-command "vllm serve M --port 8000" \\',
    '    --cold-command "rm -rf ~/.cache/vllm/torch_compile_cache" --processes 5 --burst 64 --threshold "ttft<500" \\',
    '    --max-ready 120 --max-recovery 10',
  ].join('\n'),
  options: ReadinessOptions,
  measures: true,
  ...otherNames(ReadinessOptions),
  rules: [...connectionRules, ...keyRules, ...readinessRules],
  lists: ['threshold'],
  load: async () => (await import('./readiness-command.js')).readinessCommand,
})
