import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { caseFolder, runAgainst, serveCase } from './run-case.js'
import { answer } from './scripted-server.js'

// Files that people give as data sets, as they were saved, exported, cut or mistaken.

/** What was sent of the file, or the line that refuses it. */
async function use(kind: 'file' | 'sharegpt', content: string | Uint8Array) {
  const path = join(await caseFolder(), 'prompts')
  await writeFile(path, content)
  const server = await serveCase({ streams: [answer()] })
  const { code, stderr } = await runAgainst(server.url, [
    ...['--dataset', kind, '--dataset-path', path, '--num-prompts', '1', '--no-ready-check'],
  ])
  const [body] = server.streams
  if (code !== 0) return { code, said: stderr.trim().replaceAll(path, 'FILE'), sent: server.streams.length }
  return { text: (body?.messages as { content: string }[]).at(-1)?.content, limit: body?.max_tokens }
}

const lines = (...rows: object[]) => rows.map((row) => JSON.stringify(row)).join('\n')
const tell = { prompt: 'Tell me' }
const wide = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')

describe('a file of prompts', () => {
  test.each([
    ['lines', lines(tell), 10],
    ['lines that end in CR LF', `${JSON.stringify(tell)}\r\n`, 10],
    ['lines that end in CR', `${JSON.stringify(tell)}\r${JSON.stringify(tell)}\r`, 10],
    ['empty lines between', `\n\n${JSON.stringify(tell)}\n \n`, 10],
    ['a byte order mark', `\ufeff${lines(tell)}`, 10],
    ['UTF-16', wide(lines(tell)), 10],
    ['UTF-16, big endian', wide(lines(tell)).swap16(), 10],
    ['max_tokens', lines({ ...tell, max_tokens: 7 }), 7],
    ['output_len', lines({ ...tell, output_len: 7 }), 7],
  ])('with %s is read', async (_name, content, limit) => {
    expect(await use('file', content)).toEqual({ text: 'Tell me', limit })
  })

  test.each([
    ['tools', lines({ messages: [{ role: 'user', content: 'a' }], tools: [] }), 'field tools would change the request'],
    ['a temperature', lines({ ...tell, temperature: 0.9 }), 'field temperature would change the request'],
    ['an empty prompt', lines(tell, { prompt: '' }), 'FILE line 2: field prompt'],
    ['a cut line', '{"prompt": "Tell', 'FILE line 1 is not JSON; check that the file is whole'],
    ['commas', `${JSON.stringify(tell)},\n`, 'a line must not end with a comma'],
    ['a table', 'prompt,length\n"Tell me",5\n', 'write the rows of a CSV or text file as JSON objects'],
    ['a web page', '<!DOCTYPE html><html></html>', 'it is a web page'],
    ['a pointer', 'version https://git-lfs.github.com/spec/v1\n', 'FILE is a pointer of Git LFS'],
    ['gzip', gzipSync(lines(tell)), 'FILE is a gzip file; unpack it'],
    ['Parquet', Buffer.from('PAR1'), 'FILE is a Parquet file'],
    ['Latin-1', Buffer.from('{"prompt":"caf\u00e9"}', 'latin1'), 'FILE is not text in UTF-8 or UTF-16'],
    ['nothing', '', 'FILE is empty'],
  ])('with %s is refused before anything is sent', async (_name, content, words) => {
    expect(await use('file', content)).toMatchObject({ code: 2, said: expect.stringContaining(words), sent: 0 })
  })
})

describe('a ShareGPT file', () => {
  const question = 'Which of the two is the longer one?'
  const turns = (person: string, model: string) => [
    { from: person, value: question },
    { from: model, value: 'The second.' },
  ]
  const rows = (...all: unknown[]) => JSON.stringify(all)
  const read = { text: question, limit: 10 }

  test.each([
    ['human', 'gpt'],
    ['user', 'assistant'],
    ['USER', 'ASSISTANT'],
    ['human', 'chatgpt'],
    ['user', 'bing'],
    ['prompter', 'assistant'],
  ])('of %s and %s is read', async (person, model) => {
    expect(await use('sharegpt', rows({ conversations: turns(person, model) }))).toEqual(read)
  })

  test.each([
    ['the key conversation', rows({ conversation: turns('human', 'gpt') })],
    [
      'the key messages',
      rows({
        messages: [
          { role: 'user', content: question },
          { role: 'assistant', content: 'A' },
        ],
      }),
    ],
    ['a byte order mark', `\ufeff${rows({ conversations: turns('human', 'gpt') })}`],
    ['UTF-16', wide(rows({ conversations: turns('human', 'gpt') }))],
    ['rows that are none', rows(null, 5, { conversations: null }, { conversations: turns('human', 'gpt') })],
    ['an object a line', lines({ conversations: turns('human', 'gpt') })],
    ['a system turn first', rows({ conversations: [{ from: 'system', value: 'Be kind.' }, ...turns('human', 'gpt')] })],
  ])('with %s is read', async (_name, content) => {
    expect(await use('sharegpt', content)).toEqual(read)
  })

  test.each([
    ['cut short', rows({ conversations: turns('human', 'gpt') }).slice(0, -20), 'FILE is not JSON'],
    [
      'without a person',
      rows({ conversations: turns('gpt', 'human') }),
      'FILE has no usable row of the format sharegpt: line 1: is no conversation that a person begins and somebody answers',
    ],
  ])('that is %s is refused', async (_name, content, words) => {
    expect(await use('sharegpt', content)).toMatchObject({ code: 2, said: expect.stringContaining(words), sent: 0 })
  })
})
