import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createReferenceEngine, type EngineServer, startEngineServer } from '@sagellm-benchmark/reference-engine'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { runCommands } from '../src/app.js'
import type { AnyCommand, CommandDefinition, CommandIo } from '../src/command/define-command.js'
import { commands } from '../src/commands/index.js'
import { type DocumentedCommand, documentedCommands } from './support/documented-commands.js'
import { writeFormatFiles } from './support/format-files.js'

/** Commands that run here, each brought down to a moment; the others have end-to-end tests of their own. */
const runnable = ['run', 'report', 'calibrate', 'serve-cpu', 'reference-engine']
/** Written by a command that does not run here. */
const foreignFile = /perf_results\.json/

type Options = Record<string, unknown>
type Shorten = (options: Options) => Options

const all = await documentedCommands()
const distinct = [...new Map(all.map((each) => [each.words.join(' '), each])).values()]
const engine = createReferenceEngine({ decodeStepMs: 1 })
let server: EngineServer
let sagellm: EngineServer
let cwd: string

beforeAll(async () => {
  server = await startEngineServer({ engine, dialect: 'vllm' })
  sagellm = await startEngineServer({ engine, dialect: 'sagellm' })
  cwd = await mkdtemp(join(tmpdir(), 'sagellm-documented-'))
  vi.stubEnv('XDG_CACHE_HOME', join(cwd, 'cache'))
  await writeFormatFiles(cwd)
  await execute(['init'], (options) => options)
  const plan = await execute(['run', '--workload', 'Q1', '--dry-run'], (options) => options)
  await writeFile(join(cwd, 'workloads.json'), plan.stdout)
  const turns = [0, 1, 2, 3, 4, 5, 6, 7].map((at) => ({
    conversations: [
      { from: 'human', value: `What does the queue number ${at} of an engine hold, and for how long?` },
      { from: 'gpt', value: 'Requests.' },
    ],
  }))
  await writeFile(join(cwd, 'sharegpt.json'), JSON.stringify(turns))
  const agents = [0, 1].map((at) => ({
    session_id: `agent ${at}`,
    turns: [
      { turn_id: 'plan', input: { kind: 'messages', messages: [{ role: 'user', content: `Plan task ${at}.` }] } },
      { turn_id: 'search', after: ['plan'], agent: 'searcher', input: { kind: 'length', tokens: 24 } },
      {
        ...{ turn_id: 'sum up', after: ['plan', 'search'], continues: 'plan', answers_of: ['search'] },
        ...{ wait_ms: 20, wait_for: 'tool', input: { kind: 'length', tokens: 16 } },
      },
    ],
  }))
  await writeFile(join(cwd, 'agents.jsonl'), agents.map((row) => `${JSON.stringify(row)}\n`).join(''))
  const recorded = [0, 0.1, 600, 600.1].map((second, at) => ({
    timestamp: second * 1000,
    input_length: 600 + at,
    output_length: 4,
    hash_ids: [1, 2 + at],
  }))
  await writeFile(join(cwd, 'mooncake.jsonl'), recorded.map((row) => `${JSON.stringify(row)}\n`).join(''))
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await server.close()
  await sagellm.close()
  await engine.close()
  await rm(cwd, { recursive: true, force: true })
})

/** Runs a command line with the real parser; what it does is changed by `shorten` or, with `null`, left undone. */
async function execute(words: readonly string[], shorten: Shorten | null) {
  const stop = new AbortController()
  let stdout = ''
  let stderr = ''
  const io: CommandIo = {
    stdout: {
      write(text) {
        stdout += text
        // What serves until it is stopped has shown that it serves.
        if (text.includes('Ctrl-C stops')) stop.abort('interrupted')
      },
    },
    stderr: { write: (text) => void (stderr += text) },
    env: {},
    cwd,
    signal: stop.signal,
    argv: words,
  }
  const code = await runCommands(
    words,
    io,
    commands.map((each) => changed(each, shorten)),
  )
  return { code, stdout, stderr }
}

function changed(command: AnyCommand, shorten: Shorten | null): AnyCommand {
  if ('commands' in command) return { ...command, commands: command.commands.map((each) => changed(each, shorten)) }
  const load: CommandDefinition['load'] = async () => {
    if (shorten === null) return async () => 0
    const real = await command.load()
    return (options, io) => real(shorten(options), io)
  }
  return { ...command, load }
}

/** The native client speaks to engines of sageLLM alone. */
function serverFor({ dialect }: Record<string, unknown>): EngineServer {
  return dialect === 'sagellm-native' ? sagellm : server
}

const threadsOf = ({ loadThreads = 0 }: Options): Options => ({ loadThreads })

/** Pauses that a command asks for, which are none where it does not. */
const shortPauses = (options: Options, names: readonly string[]): Options =>
  Object.fromEntries(names.filter((name) => options[name] !== '0').map((name) => [name, '0.05']))

/** The same command in little: a few short requests, the reference engine in the place of any endpoint. */
const inLittle: Readonly<Record<string, Shorten>> = {
  run: (options) => ({
    ...options,
    // Without a thread of its own for each load: where the command names a number, that is tried.
    ...(options['backendUrl'] === undefined
      ? {}
      : { backendUrl: `${serverFor(options).url}/v1`, ...threadsOf(options) }),
    numPrompts: options['duration'] === undefined || options['numPrompts'] !== undefined ? 2 : undefined,
    // Two prompts cannot share so much: the first one finds nothing.
    ...(options['prefixHitRate'] === undefined ? {} : { numPrompts: 8 }),
    // Of two requests both may be drawn to be cancelled.
    ...(options['cancelAfterTokens'] === undefined ? {} : { numPrompts: 8, seed: 1 }),
    ...(options['duration'] === undefined ? {} : { duration: 0.2 }),
    ...(options['turns'] === undefined && options['sessionFile'] === undefined ? {} : { sessions: 2 }),
    ...(options['sessionRate'] === undefined ? {} : { sessionRate: 50 }),
    ...shortPauses(options, ['turnThink', 'toolTime']),
    ...(options['requestRate'] === undefined ? {} : { requestRate: '50' }),
    ...(options['batchSize'] === undefined ? {} : { batchSize: 2 }),
    ...(String(options['workload']) === 'all' ? { workload: ['Q1', 'Q5'] } : {}),
    // A run until it is precise takes 12 rounds or more.
    ...(options['untilPrecise'] === undefined ? { repeat: 1 } : {}),
    outputTokens: 4,
    quiet: true,
    // The others of several shards are started by an end-to-end test of their own.
    shard: undefined,
  }),
  calibrate: (options) => ({ ...options, streams: '1', seconds: 0.1, workers: 1, limitMs: 10_000 }),
  'serve-cpu': (options) => ({ ...options, port: 0 }),
  'reference-engine': (options) => ({ ...options, port: 0 }),
}

describe('commands in the documentation', () => {
  test('are found in the README, the quick start and the pages', () => {
    for (const file of ['README.md', 'QUICKSTART.md', 'packages/cli/README.md', 'docs/load.md', 'docs/USAGE.md'])
      expect(all.map((each) => each.file)).toContain(file)
  })

  test.each(distinct.map((each) => [each.text, each] as const))('%s: its flags exist', async (_text, { words }) => {
    const { code, stderr } = await execute(words, null)
    expect(stderr).toBe('')
    expect(code).toBe(0)
  })
})

/** What a gate says on a busy machine, where rounds differ too much to be precise, or the load is not kept and nothing can be decided. */
function undecidedGate(words: readonly string[]): RegExp {
  if (words.includes('--until-precise')) return /precision of --until-precise was not reached/
  return words.includes('--threshold') ? /threshold of \w+: .* cannot be decided: |what cannot be decided fails/ : /^$/
}

const running = distinct.filter(({ words, text }) => runnable.includes(words[0] as string) && !foreignFile.test(text))

describe('commands in the documentation, run one after the other', () => {
  test.each(running.map((each) => [each.text, each] as const))('%s', async (_text, { words }: DocumentedCommand) => {
    const { code, stdout, stderr } = await execute(words, inLittle[words[0] as string] ?? ((options) => options))
    const gate = code === 3 ? undecidedGate(words) : /^$/
    const said = stderr.split('\n').filter((line) => line.startsWith('sagellm-benchmark:'))
    expect(said.filter((line) => !gate.test(line))).toEqual([])
    expect(said.length > 0 ? 0 : code).toBe(0)
    // A report into a file is all there is to see of it.
    if (words[0] !== 'report' || !words.includes('--output')) expect(stdout).not.toBe('')
  })
})
