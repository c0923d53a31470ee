import type { z } from 'zod'
import type { CommandDefinition } from '../command/define-command.js'
import { grouped } from '../command/flag-groups.js'
import { flagOf } from '../command/flags.js'
import { wrapWords } from '../terminal/wrap-words.js'
import { schemaLine } from './config-schema.js'
import { configLine } from './config-text.js'

/** What the config does as it stands: four short requests to the built-in model. */
const live: Readonly<Record<string, unknown>> = {
  workload: ['Q1'],
  numPrompts: 4,
  outputTokens: 16,
  output: './benchmark_results',
}

/** Lines that wait behind a `#`, each with a value that it could have. */
const waiting: Readonly<Record<string, unknown>> = {
  backendUrl: 'http://127.0.0.1:8000/v1',
  model: 'Qwen/Qwen2.5-0.5B-Instruct',
  apiKey: '${OPENAI_API_KEY}',
  concurrency: 16,
  requestRate: '4',
  maxConcurrency: 32,
  duration: 60,
  warmup: 4,
  promptTokens: 512,
  datasetPath: 'sharegpt.json',
  scenario: 'rag',
  temperature: 0.7,
  extraBody: { priority: 1 },
  repeat: 5,
  goodput: { ttft: 200, tpot: 50 },
  maxErrorRate: 0.01,
  seed: 7,
  html: true,
  metadata: { team: 'inference' },
}

/** A config of `run` to begin with: it runs as it stands, and says of each of its lines what the help says. */
export function startingConfig({ options }: CommandDefinition): string {
  const keys = Object.keys(options.shape).filter((key) => Object.hasOwn(live, key) || Object.hasOwn(waiting, key))
  return [
    schemaLine('run'),
    '# Each key is a flag of sagellm-benchmark run, without its dashes; run --help lists them all. The command line wins over this',
    '# file. ${NAME} and ${NAME:-default} are variables of the environment.',
    'command: run',
    ...grouped(keys).flatMap(({ head, keys: own }) => [
      '',
      `# ${head}`,
      ...own.flatMap((key) => lines(key, options.shape[key] as z.ZodType)),
    ]),
    '',
  ].join('\n')
}

function lines(key: string, schema: z.ZodType): string[] {
  const brief = flagOf(schema, key).brief.replace(' (repeatable)', '')
  const isLive = Object.hasOwn(live, key)
  const written = configLine(key, isLive ? live[key] : waiting[key]).split('\n')
  return [
    ...wrapWords(brief, { columns: 110 }).map((line) => `#   ${line}`),
    ...(isLive ? written : written.map((line) => `# ${line}`)),
  ]
}
