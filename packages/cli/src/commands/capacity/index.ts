import { defineCommand } from '../../command/define-command.js'
import { connectionRules, keyRules } from '../../options/flag-rules.js'
import { resumeRule } from '../../options/resume-rule.js'
import { otherNames } from '../../options/other-names.js'
import { CapacityOptions } from './capacity-options.js'

export const capacity = defineCommand({
  name: 'capacity',
  brief: 'Find the highest load that meets an SLO, as an interval with stated confidence',
  details: [
    'Measures one load after the other, each for as long as its verdict needs, until the interval between the highest load that meets the limits',
    'and the least that does not is as narrow as --precision, or --budget is over. It may be stopped at any time: the interval then is wider, and',
    'as sure. Exit code 3: the least load already fails, or the interval is not as narrow as was asked.',
    '',
    'Examples:',
    "  sagellm-benchmark capacity --backend-url http://127.0.0.1:8000/v1 --slo 'ttft.p99<500' 'tbt.p95<50' 'errors<0.1%' --isl 256 --osl 64",
    "  sagellm-benchmark capacity --backend-url http://127.0.0.1:8000/v1 --by concurrency --slo 'ttft.p95<200' --precision 10% --budget 30m",
    '  sagellm-benchmark capacity --resume ./capacity_results --budget 2h',
  ].join('\n'),
  options: CapacityOptions,
  measures: true,
  ...otherNames(CapacityOptions),
  rules: [resumeRule<CapacityOptions>(CapacityOptions.shape, ['budget']), ...connectionRules, ...keyRules],
  lists: ['slo', 'loraModules'],
  joined: ['backendUrl'],
  load: async () => (await import('./capacity-command.js')).capacityCommand,
})
