import { defineCommand } from '../../command/define-command.js'
import { connectionRules, keyRules, shardRules } from '../../options/flag-rules.js'
import { resumeRule } from '../../options/resume-rule.js'
import { otherNames } from '../../options/other-names.js'
import { SweepOptions } from './sweep-options.js'

export const sweep = defineCommand({
  name: 'sweep',
  brief: 'Measure several loads: latency-throughput curve, frontier, knee, drift',
  details: [
    'Every flag of run shapes the load; the lists say what differs from point to point. The points are measured in a random order that',
    '--order-seed fixes, and the middle one several times, so that a machine that changes meanwhile is seen. Each point is a result of run',
    'in a folder of its own; sweep.json holds all of them.',
    '',
    'Examples:',
    '  sagellm-benchmark sweep --backend-url http://127.0.0.1:8000/v1 --concurrency 1..64 --isl 256 --osl 64 --num-prompts 200',
    '  sagellm-benchmark sweep --backend-url http://127.0.0.1:8000/v1 --request-rate 1,2,4,8 --duration 60 --vary isl=128,1024',
    '  sagellm-benchmark sweep --backend-url http://127.0.0.1:8000/v1 --rates-between 8 --num-prompts 100',
    '  sagellm-benchmark sweep --resume ./sweep_results',
  ].join('\n'),
  options: SweepOptions,
  measures: true,
  ...otherNames(SweepOptions),
  rules: [resumeRule<SweepOptions>(SweepOptions.shape), ...shardRules, ...connectionRules, ...keyRules],
  lists: ['goodput', 'loraModules', 'vary'],
  joined: ['backendUrl'],
  load: async () => (await import('./sweep-command.js')).sweepCommand,
})
