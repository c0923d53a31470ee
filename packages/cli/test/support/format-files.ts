import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parquetWriteBuffer } from 'hyparquet-writer'

/** What a made file holds, in the order of its rows. */
export type FormatFile = {
  /** Path below the folder; the folder itself for a format of several files. */
  readonly path: string
  /** The text of each prompt; `null` where the file only says how long it is. */
  readonly prompts: readonly (string | null)[]
  /** Tokens of each prompt, where the file says them. */
  readonly inputTokens?: readonly number[]
  /** Tokens of each answer, where the file says them. */
  readonly outputTokens?: readonly number[]
  /** Arrivals from the first, ms, where the file says them. */
  readonly arrivalsMs?: readonly number[]
  /** It has to be named: its content does not show the format. */
  readonly named?: true
}

type Made = FormatFile & { readonly content: string | Uint8Array | Readonly<Record<string, string>> }

const questions = ['Why is the sky blue at noon?', 'Name three rivers of Europe.', 'What does a page table hold?']
const answers = ['Light of short waves is scattered.', 'Danube, Rhine, Loire.', 'Addresses.']
const lengths = [7, 5, 6]
const [input, output] = [[40, 56, 48], lengths]
const each = <T>(make: (at: number) => T): T[] => questions.map((_, at) => make(at))
const lines = (make: (at: number) => object) => each((at) => `${JSON.stringify(make(at))}\n`).join('')
const turns = (at: number) => [
  { role: 'user', content: questions[at] },
  { role: 'assistant', content: answers[at] },
]
const talk = (at: number) => [
  { from: 'human', value: questions[at] },
  { from: 'gpt', value: answers[at] },
]
const body = (at: number) => ({
  model: 'm',
  messages: turns(at).slice(0, 1),
  max_tokens: lengths[at],
  temperature: 0.5,
})
const times = [0, 30, 70]
const sized = { prompts: [null, null, null], inputTokens: input, outputTokens: output, arrivalsMs: times }
const asked = { prompts: questions, outputTokens: lengths }

/** A file of each format, made from the list of its fields. Three requests each. */
const made: Readonly<Record<string, Made>> = {
  times: {
    path: 'times.txt',
    content: each((at) => `${5 + (times[at] as number)}\n`).join(''),
    prompts: [],
    arrivalsMs: times,
  },
  bailian: {
    path: 'bailian.jsonl',
    content: lines((at) => ({
      chat_id: at,
      parent_chat_id: -1,
      timestamp: (times[at] as number) / 1000,
      input_length: input[at],
      output_length: output[at],
      type: 'text',
      turn: 1,
      hash_ids: [1, 2, 3 + at],
    })),
    ...sized,
  },
  mooncake: {
    path: 'mooncake.jsonl',
    content: lines((at) => ({
      timestamp: times[at],
      input_length: input[at],
      output_length: output[at],
      hash_ids: [1],
    })),
    ...sized,
  },
  azure_llm: {
    path: 'azure.csv',
    content: `TIMESTAMP,ContextTokens,GeneratedTokens\n${each((at) => `2023-11-16 18:15:46.${String(times[at]).padStart(3, '0')}0000,${input[at]},${output[at]}\n`).join('')}`,
    ...sized,
  },
  burstgpt: {
    path: 'burst.csv',
    content: `Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n${each((at) => `${(times[at] as number) / 1000},ChatGPT,${input[at]},${output[at]},99,Conversation log\n`).join('')}`,
    ...sized,
  },
  timed_trace: {
    path: 'timed.jsonl',
    content: lines((at) => ({
      timestamp: times[at],
      input_length: input[at],
      output_length: output[at],
      hash_ids: [7],
    })),
    named: true,
    ...sized,
  },
  openai_batch: {
    path: 'batch.jsonl',
    content: lines((at) => ({ custom_id: `r${at}`, method: 'POST', url: '/v1/chat/completions', body: body(at) })),
    ...asked,
  },
  workload_trace: {
    path: 'workload-trace.jsonl',
    content: lines((at) => ({
      body: at === 1 ? JSON.stringify(body(at)) : { ...body(at), max_tokens: 400 },
      timestamp: ['2026-03-01T10:00:00Z', 1_772_359_200.03, '1772359200.07'][at],
      request_id: `r${at}`,
      completion_tokens: at === 1 ? null : lengths[at],
    })),
    arrivalsMs: times,
    ...asked,
  },
  inputs_json: {
    path: 'inputs.json',
    content: JSON.stringify({ data: each((at) => ({ session_id: `s${at}`, payloads: [body(at)] })) }, null, 2),
    ...asked,
  },
  raw_payload: { path: 'raw.jsonl', content: lines(body), ...asked },
  guidellm: {
    path: 'guide.csv',
    content: `prompt,output_tokens_count\n${each((at) => `"${questions[at]}\n\nSay it, ""briefly"".",${lengths[at]}\n`).join('')}`,
    prompts: questions.map((text) => `${text}\n\nSay it, "briefly".`),
    outputTokens: lengths,
  },
  custom: {
    path: 'custom.parquet',
    content: parquet({ prompt: questions, output_tokens: lengths }),
    ...asked,
  },
  speed_bench: {
    path: 'speed.jsonl',
    content: lines((at) => ({ question_id: `q${at}`, category: 'coding', turns: [questions[at], 'And then?'] })),
    prompts: questions,
  },
  vision_arena: {
    path: 'vision.jsonl',
    content: lines((at) => ({ conversation_id: `v${at}`, images: [], conversation: turns(at).map((turn) => [turn]) })),
    prompts: questions,
  },
  lmsys_chat: {
    path: 'lmsys.json',
    content: JSON.stringify(
      each((at) => ({ conversation_id: `l${at}`, model: 'm', conversation: turns(at), turn: 1 })),
    ),
    prompts: questions,
  },
  wildchat: {
    path: 'wild.jsonl',
    content: lines((at) => ({ conversation_hash: `w${at}`, model: 'm', conversation: turns(at) })),
    prompts: questions,
  },
  sharegpt: {
    path: 'sharegpt.json',
    content: JSON.stringify(each((at) => ({ id: `g${at}`, conversations: talk(at) }))),
    prompts: questions,
  },
  longbench: {
    path: 'long.jsonl',
    content: lines((at) => ({ context: 'A long document.', input: questions[at], answers: [answers[at]], length: 9 })),
    prompts: questions.map((text) => `A long document.\n\n${text}`),
  },
  instruct_coder: {
    path: 'coder.json',
    content: JSON.stringify(each((at) => ({ instruction: questions[at], input: '', output: answers[at] }))),
    prompts: questions,
  },
  single_turn: {
    path: 'single.jsonl',
    content: lines((at) => ({
      text: questions[at],
      output_length: lengths[at],
      timestamp: times[at],
      extra: { seed: 3 },
    })),
    arrivalsMs: times,
    ...asked,
  },
  line_by_line: { path: 'lines.txt', content: `${questions.join('\r\n')}\r\n`, prompts: questions },
  servegen: {
    path: 'servegen',
    content: {
      'chunk-0-trace.csv': '0,0.005,1,Gamma,1,200\n600,0,0,,0,0\n',
      'chunk-0-dataset.json': JSON.stringify({ 0: { input_tokens: '{44: 1.0}', output_tokens: '{5: 1.0}' } }),
    },
    prompts: [null, null, null],
    inputTokens: [44, 44, 44],
    outputTokens: [5, 5, 5],
  },
}

/** Writes the files of all formats. @returns what they hold, by the name of the format. */
export async function writeFormatFiles(folder: string): Promise<ReadonlyMap<string, FormatFile>> {
  for (const { path, content } of Object.values(made)) {
    const files =
      typeof content === 'string' || content instanceof Uint8Array ? { [path]: content } : inFolder(path, content)
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true })
      await writeFile(join(folder, name), text)
    }
  }
  return new Map(Object.entries(made))
}

function inFolder(path: string, files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [join(path, name), text]))
}

function parquet(columns: {
  readonly prompt: readonly string[]
  readonly output_tokens: readonly number[]
}): Uint8Array {
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: 'prompt', data: [...columns.prompt], type: 'STRING' },
        { name: 'output_tokens', data: [...columns.output_tokens], type: 'INT32' },
      ],
      // Two groups of rows, so that the reader goes from one to the next.
      rowGroupSize: 2,
    }),
  )
}
