import type { z } from 'zod'
import { flagName } from '../command/flags.js'

const folders = ['artifact-dir', 'result-dir', 'output-artifact-dir', 'outputs-dir'] as const

/**
 * Other names of the flags that measuring commands have, where the meaning is equal: those of other tools, of the Python original, and
 * of other commands of this program. Where two flags have one name in common, a command takes it for the first that it has.
 */
const names: Readonly<Record<string, readonly string[]>> = {
  loadThreads: ['workers', 'worker-threads', 'rust-worker-threads', 'workers-max', 'num-workers'],
  dialect: ['client'],
  backendUrl: ['url', 'base-url'],
  url: ['base-url', 'backend-url'],
  endpoint: ['endpoint-type', 'custom-endpoint'],
  model: ['model-names'],
  tokenizer: ['tokenizer-path'],
  extraBody: ['extra-request-body'],
  stream: ['streaming'],
  serverWait: ['ready-check-timeout-sec', 'wait-for-model-timeout'],
  requestTimeout: ['request-timeout-seconds', 'total-timeout'],

  concurrency: ['parallel'],
  requestRate: ['rate'],
  burstiness: ['arrival-smoothness'],
  numPrompts: ['num-samples', 'request-count', 'num-requests', 'number'],
  duration: ['benchmark-duration'],
  warmup: ['num-warmups', 'num-warmup-requests', 'warmup-request-count', 'warmup-requests', 'warmup-num'],
  warmupSeconds: ['warmup-duration'],
  seed: ['random-seed'],

  dataset: ['dataset-name', 'dataset-format', 'custom-dataset-type'],
  datasetPath: ['input-file'],
  promptTokens: ['isl', 'input-len', 'random-input-len', 'prompt-input-tokens-mean'],
  promptTokensStddev: ['isl-stddev', 'prompt-input-tokens-stddev', 'synthetic-input-tokens-stddev'],
  maxTokens: ['max-output-tokens', 'output-tokens'],
  maxOutputTokens: ['max-tokens'],
  outputTokens: [
    ...['osl', 'output-len', 'random-output-len', 'prompt-output-tokens-mean', 'prefix-repetition-output-len'],
    ...['max-output-tokens', 'max-tokens'],
  ],
  outputTokensStddev: ['osl-stddev', 'prompt-output-tokens-stddev'],
  sharedPrefixTokens: ['prefix-repetition-prefix-len'],
  suffixTokens: ['prefix-repetition-suffix-len'],
  prefixes: ['prefix-repetition-num-prefixes'],
  maxSeqLen: ['max-model-len'],

  grid: ['bench-params'],
  output: ['output-dir', ...folders],
  outputDir: ['output', ...folders],
  saveDetailed: ['save-result'],
  quiet: ['disable-tqdm', 'disable-progress', 'disable-console-interactive'],
  verbose: ['extra-verbose', 'debug'],
}

/** Names that take a flag of ours back. */
const takenBack: Readonly<Record<string, readonly string[]>> = {
  stream: ['disable-stream'],
  ignoreEos: ['disable-ignore-eos'],
  readyCheck: ['no-test-connection'],
}

/**
 * The other names of a measuring command's flags, to be spread into its definition.
 *
 * @param but - flags whose meaning in this command is not the one that the other names have.
 * @example defineCommand({ name: 'compare', options: CompareOptions, ...otherNames(CompareOptions), ... })
 */
export function otherNames<S extends z.ZodObject>(
  options: S,
  { but = [] }: { readonly but?: readonly (keyof z.infer<S> & string)[] } = {},
): {
  readonly synonyms: Record<string, keyof z.infer<S> & string>
  readonly negations: Record<string, keyof z.infer<S> & string>
} {
  return { synonyms: ofCommand(names, options, but), negations: ofCommand(takenBack, options, but) }
}

function ofCommand<S extends z.ZodObject>(
  table: Readonly<Record<string, readonly string[]>>,
  options: S,
  but: readonly string[],
): Record<string, keyof z.infer<S> & string> {
  const own = new Set(Object.keys(options.shape).map((key) => flagName(key).slice(2)))
  const found: Record<string, keyof z.infer<S> & string> = {}
  for (const [key, others] of Object.entries(table)) {
    if (!(key in options.shape) || but.includes(key)) continue
    for (const name of others) if (!own.has(name)) found[name] ??= key as keyof z.infer<S> & string
  }
  return found
}
