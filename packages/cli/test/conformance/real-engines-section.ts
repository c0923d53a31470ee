import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { table } from './table.js'

/** What `npm run test:engines` with `UPDATE_DOCS=1` wrote; nothing else writes it. */
const FILE = resolve(import.meta.dirname, 'real-engines.json')

type Figures = {
  readonly requests: number
  readonly promptTokens: number | null
  readonly outputTokens: number
  readonly ttftMs: number
  readonly tbtMs: number
  readonly outputTps: number
}

type Common = {
  readonly engine: string
  readonly version: string
  readonly date: string
  readonly command: string
}

type Measured = Common &
  (
    | {
        readonly kind: 'run'
        readonly streams: number
        readonly product: Figures & { readonly failed: number; readonly heldBack?: boolean }
        readonly wire: Figures
        readonly own: { readonly tbtMs: number } | null
      }
    | {
        readonly kind: 'ttft'
        readonly requests: number
        readonly failed: number
        readonly product: { readonly ttftMs: number }
        readonly other: { readonly ttftMs: number }
        /** An earlier version of the test compared the medians over all turns. */
        readonly ratio?: number
      }
    | {
        readonly kind: 'compare' | 'convergence'
        readonly streams: number
        readonly requests: number
        readonly failed: number
      }
  )

type Kind<Name extends Measured['kind']> = Extract<Measured, { kind: Name }>

/** The section on real engines: every figure is one that a test measured. */
export function realEnginesSection(): string {
  const measured: readonly Measured[] = JSON.parse(readFileSync(FILE, 'utf8'))
  const runs = measured.filter((each): each is Kind<'run'> => each.kind === 'run')
  const rates = measured.filter((each): each is Kind<'ttft'> => each.kind === 'ttft')
  const comparisons = measured.filter(
    (each): each is Kind<'compare' | 'convergence'> => 'failed' in each && 'streams' in each,
  )

  return `## Real engines

Measured by \`npm run test:engines\`, which installs the engines on this machine and gives them a tiny model of random weights;
\`UPDATE_DOCS=1\` writes the tables from what it measured. Between the program and an engine stands a logger in a process of its own that
stamps every piece of bytes. Each pair of figures is the program's and, after the stroke, the logger's. Tokens of the wire are the last
\`usage\`, and without one the events with text. TTFT is a median, TBT a mean. The wire's TTFT begins with the first byte of a request, the
program's with the call, so that a connection which is opened first is in it. On a machine with other work an engine is slow here: what
counts is that the figures of one row agree.

${table(
  [
    'engine',
    'streams',
    'ok / failed',
    'prompt tokens',
    'output tokens',
    'TTFT ms',
    'TBT ms',
    'engine’s own TBT',
    'output tok/s',
  ],
  runs.map(runRow),
)}

The engine's own TBT is the time between tokens that it exports: vLLM's histogram of inter-token latency, llama-server's seconds and tokens of
generation, less the first token of each request, with which its time begins. An answer whose first tokens show no text (halves of a
character) begins later for every client than for the engine: the model of these tests writes ASCII, so that this case is not in the table.

*Held back*: the tokens of more than half of the requests come in bursts, often a whole answer in one write, so that no pace is the engine's; the
program's report says so (flag \`stream_held_back\`). transformers serve does this where its steps are faster than its writing.

At a constant 8 requests a second, a client that shares no code with the program and opens a connection a request took turns with it: six pairs
of turns, in which now the one and now the other began. The medians are over all turns; other work on the machine meets them
unequally, so that the test compares pairs: the median of their ratios may be 15 % off.

${table(
  ['engine', 'ok / failed', 'TTFT ms, program', 'TTFT ms, other client', 'ratio of a pair'],
  rates.map((each) => [
    ...[each.engine, okFailed(each), figure(each.product.ttftMs), figure(each.other.ttftMs)],
    each.ratio === undefined ? 'older run' : figure(each.ratio),
  ]),
)}

Comparisons of an engine with itself, for their failures:

${table(
  ['engine', 'command', 'streams', 'ok / failed'],
  comparisons.map((each) => [each.engine, each.kind, String(each.streams), okFailed(each)]),
)}

An engine whose registry does not answer is skipped with that reason; installation and start have six minutes, and so have all tests of an
engine together (\`ENGINE_MINUTES\` gives more on a machine with other work). SGLang is not among them: PyPI has its kernels for GPUs alone. sageLLM is asked for one stream at a time, because this
version fails some requests of several ("Already borrowed").

sageLLM's engine is also ended in the middle of a load, once of a \`run\` of 60 requests and once of a \`compare\`, behind a gateway that goes on answering
200. The tests hold the program to this: each request after the end has failed with the gateway's words (\`ErrorCode.UNAVAILABLE\`), the exit code is 1, and the
comparison judges no time of that target. The gateway's hop report is read around a run of requests in one piece.

Versions, dates and commands:

${[...new Set(measured.map(origin))].join('\n')}
`
}

function runRow({ engine, streams, product, wire, own }: Kind<'run'>): string[] {
  const pair = (of: (figures: Figures) => number | null) => `${figure(of(product))} / ${figure(of(wire))}`
  return [
    ...[engine, String(streams), okFailed(product)],
    ...[pair((each) => each.promptTokens), pair((each) => each.outputTokens), pair((each) => each.ttftMs)],
    ...[
      product.heldBack ? 'held back' : pair((each) => each.tbtMs),
      own ? figure(own.tbtMs) : 'exports none',
      pair((each) => each.outputTps),
    ],
  ]
}

function okFailed({ requests, failed }: { readonly requests: number; readonly failed: number }): string {
  return `${requests - failed} / ${failed}`
}

function origin({ engine, version, date, command }: Common): string {
  return `- ${engine} ${version}, ${date}: \`${command.replace(/(--concurrency|--batch-size) \d+/, '$1 N')}\``
}

function figure(value: number | null): string {
  return value === null ? 'not reported' : String(Number(value.toPrecision(4)))
}
