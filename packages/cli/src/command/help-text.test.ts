import { expect, test } from 'vitest'
import { z } from 'zod'
import { helpText } from './help-text.js'

const command = {
  name: 'serve',
  brief: 'Serve',
  options: z.object({
    port: z.int().describe('port to listen on'),
    output: z.string().default('out').describe('folder'),
    target: z.array(z.string()).default([]).describe('address of a server'),
    stream: z.boolean().default(true).describe('whole answers without it'),
    quiet: z.boolean().default(false).describe('no progress'),
  }),
  synonyms: { dir: 'output' },
  load: () => Promise.reject(new Error('not called')),
} as const

test('a help text names what is required, each value, and the flags of other tools', () => {
  expect(helpText(command as never, 'serve', 80)).toBe(
    [
      'usage: sagellm-benchmark serve --port number [flags]',
      '',
      'Serve.',
      '',
      'Flags (… may be repeated):',
      '  --port number',
      '      port to listen on',
      '  -o, --output value',
      '      folder [default out]',
      '  --target value …',
      '      address of a server',
      '  --[no-]stream',
      '      whole answers without it [default true]',
      '  -q, --quiet',
      '      no progress',
      '  -h, --help',
      '      this text',
      '',
      'Other names of flags:',
      '      --dir = --output',
      '',
    ].join('\n'),
  )
})

test('a long line is broken between words', () => {
  const lines = helpText(command as never, 'serve', 20).split('\n')
  expect(lines).toContain('      port to listen')
  expect(lines).toContain('      on')
})
