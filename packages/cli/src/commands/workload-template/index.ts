import { defineCommand } from '../../command/define-command.js'
import { WorkloadTemplateOptions } from './workload-template-options.js'

export const workloadTemplate = defineCommand({
  name: 'workload-template',
  brief: 'Write a workload file to begin with: three workloads of your own, for run --workload-file',
  details: [
    'Writes three workloads in the form of the Python original, each with every field: name, prompt, lengths, number of',
    'requests, load, sampling. run --workload-file and compare --workload read it, as JSON and as YAML.',
    '',
    'Examples:',
    '  sagellm-benchmark workload-template --output workloads_template.json',
    '  sagellm-benchmark workload-template --format yaml --output workloads_template.yaml',
  ].join('\n'),
  options: WorkloadTemplateOptions,
  load: async () => (await import('./workload-template-command.js')).workloadTemplateCommand,
})
