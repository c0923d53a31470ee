import { join } from 'node:path'

/** A command whose program is killed. */
export type KilledCommand = {
  readonly name: string
  /** Servers that it measures. */
  readonly servers: 1 | 2
  /** Requests of its load, about: a kill is drawn among their ends. */
  readonly requests: number
  words(urls: readonly string[], folder: string): readonly string[]
  /** What is given to `report`. */
  readonly reported: (folder: string) => string
  /** Whether `run --resume` goes on with it. */
  readonly resumable: boolean
}

const short = ['--max-output-tokens', '4', '--max-minutes', '0.2', '--no-calibration', '-q']
const targets = (urls: readonly string[]) => urls.flatMap((url, at) => ['--target', `${'ab'[at]}=${url}`])
const compared = ['--workload', 'Q1', '--batch-size', '2', '--rounds', '12', ...short]

/** The six commands that keep records. */
export const killedCommands: readonly KilledCommand[] = [
  {
    name: 'run',
    servers: 1,
    requests: 80,
    words: ([url], folder) => [
      ...['run', '--backend-url', url as string, '--output', folder, '--num-prompts', '80', '--concurrency', '4'],
      ...['--warmup', '2', '--prompt-tokens', '16', '--output-tokens', '4', '--quiet', '--no-calibration'],
    ],
    reported: (folder) => folder,
    resumable: true,
  },
  {
    name: 'perf',
    servers: 1,
    requests: 34,
    words: ([url], folder) => [
      ...['perf', '--type', 'e2e', '--live', '--backend-url', url as string, '--scenario', 'short'],
      ...['--batch-size', '1', '--batch-size', '4', '--rounds', '6', '--max-output-tokens', '4', '--no-calibration'],
      ...['--output-json', join(folder, 'perf.json'), '--output-markdown', join(folder, 'perf.md')],
    ],
    reported: (folder) => folder,
    resumable: false,
  },
  {
    name: 'compare',
    servers: 2,
    requests: 50,
    words: (urls, folder) => ['compare', ...targets(urls), '--output-dir', folder, ...compared],
    reported: (folder) => folder,
    resumable: false,
  },
  {
    name: 'compare-record',
    servers: 1,
    requests: 25,
    words: ([url], folder) => [
      ...['compare-record', '--label', 'a', '--url', url as string, '--output-dir', folder, ...compared],
    ],
    reported: (folder) => folder,
    resumable: false,
  },
  {
    name: 'convergence',
    servers: 2,
    requests: 50,
    words: (urls, folder) => ['convergence', ...targets(urls), '--output-dir', folder, ...compared],
    reported: (folder) => folder,
    resumable: false,
  },
  {
    name: 'nonstream-compare',
    servers: 2,
    requests: 50,
    words: (urls, folder) => [
      ...['nonstream-compare', ...targets(urls), '--output-dir', folder, '--batch-size', '2', '--rounds', '12'],
      ...['--max-minutes', '0.2', '--no-calibration', '-q'],
    ],
    reported: (folder) => folder,
    resumable: false,
  },
]
