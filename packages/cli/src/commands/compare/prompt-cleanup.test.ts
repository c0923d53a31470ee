import type { PortListener } from '@sagellm-benchmark/runner/targets'
import { expect, test } from 'vitest'
import type { CommandIo } from '../../command/define-command.js'
import { type CleanupOptions, promptCleanup } from './prompt-cleanup.js'

const listener: PortListener = {
  port: 8000,
  pid: 4711,
  command: 'vllm serve',
  user: 'ann',
  startedBy: { pid: 1, command: 'bash' },
}

async function cleanup(options: Partial<CleanupOptions> & { readonly answer?: string }) {
  const ended: number[] = []
  const asked: (readonly number[])[] = []
  let printed = ''
  const { answer, ...rest } = options
  await promptCleanup({
    wanted: undefined,
    urls: ['http://127.0.0.1:8000/v1', 'http://10.0.0.1:9000/v1'],
    atTerminal: true,
    io: { stdout: { write: (text: string) => (printed += text) } } as unknown as CommandIo,
    listenersOf(ports) {
      asked.push(ports)
      return [listener]
    },
    async end(listeners) {
      ended.push(...listeners.map(({ pid }) => pid))
      return []
    },
    ...(answer === undefined ? {} : { ask: async () => answer }),
    ...rest,
  })
  return { ended, asked, printed }
}

test('only a clear yes ends a process', async () => {
  expect((await cleanup({ answer: 'y' })).ended).toEqual([4711])
  for (const answer of ['', 'n', 'maybe', 'yesterday']) expect((await cleanup({ answer })).ended).toEqual([])
})

test('the question says which process it is, and who started it', async () => {
  const { printed } = await cleanup({ answer: '' })
  expect(printed).toContain('port 8000: process 4711 of ann, started by bash (1)')
  expect(printed).toContain('vllm serve')
})

test('only ports of this machine are looked at', async () => {
  expect((await cleanup({ answer: '' })).asked).toEqual([[8000]])
})

test('nobody is asked where it was not wished, or there is no terminal to ask at', async () => {
  expect((await cleanup({ wanted: false, answer: 'y' })).printed).toBe('')
  expect((await cleanup({ atTerminal: false, answer: 'y' })).printed).toBe('')
  const { printed, ended } = await cleanup({ wanted: true, atTerminal: false })
  expect(printed).toContain('No terminal to ask at')
  expect(ended).toEqual([])
})
