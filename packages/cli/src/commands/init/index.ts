import { z } from 'zod'
import { defineCommand } from '../../command/define-command.js'

export const init = defineCommand({
  name: 'init',
  brief: 'Write a config to begin with, each line of it explained',
  details: [
    'Writes a config of run that measures the built-in model on this machine as it stands, and has the lines for an endpoint, another',
    'load and other prompts behind a #. A file that is there already stays as it is.',
    '',
    'Examples:',
    '  sagellm-benchmark init',
    '  sagellm-benchmark run --config benchmark.yaml',
  ].join('\n'),
  options: z.object({ file: z.string().default('benchmark.yaml').describe('file to write') }),
  positional: 'file',
  load: async () => (await import('./init-command.js')).initCommand,
})
