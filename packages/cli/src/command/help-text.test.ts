import { expect, test } from 'vitest'
import { z } from 'zod'
import { allCommands } from './all-commands.js'
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
  negations: { whole: 'stream' },
  load: () => Promise.reject(new Error('not called')),
} as const

test('a help text names what is required without brackets, each value, and the flags of other tools', () => {
  expect(helpText(command as never, 'serve', 200)).toBe(
    [
      'usage: sagellm-benchmark serve --port NUMBER [flags]',
      '',
      'Serve.',
      '',
      'Flags:',
      '  --port NUMBER',
      '      port to listen on',
      '  -o, --output FOLDER',
      '      folder [default out] (also --dir)',
      '  --target TEXT …',
      '      address of a server',
      '  --[no-]stream',
      '      whole answers without it [default true] (also --whole = --no-stream)',
      '  -q, --quiet',
      '      no progress',
      '',
      '  -h, --help',
      '      this text',
      '',
      '… may be repeated; a time takes a unit: 500ms, 30s, 2m',
      '',
    ].join('\n'),
  )
})

test.each(allCommands().map(({ path, command: each }) => [path, each] as const))(
  '%s --help fits 80 columns, and every flag of a long one stands under a head',
  (path, each) => {
    const text = helpText(each, path, 200)
    expect(text.split('\n').filter((line) => line.length > 80 && line.trim().includes(' '))).toEqual([])
    if (['run', 'compare', 'perf', 'convergence run'].includes(path)) expect(text).not.toMatch(/^Other:/m)
  },
)

test('a long line is broken between words', () => {
  const lines = helpText(command as never, 'serve', 20).split('\n')
  expect(lines).toContain('      port to listen')
  expect(lines).toContain('      on')
})
