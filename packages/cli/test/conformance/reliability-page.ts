import { type Fault, type faults as allFaults, servedDialects } from '@sagellm-benchmark/reference-engine'
import { type Expectation, type FaultCase, faultCases } from './fault-expectations.js'
import { endingsSection } from './endings-section.js'
import { realEnginesSection } from './real-engines-section.js'
import { transports } from './served.js'
import { table } from './table.js'

/** The page on faults, made from the expectations that the tests hold every transport to. */
export function reliabilityPage(faults: typeof allFaults): string {
  return `# Reliability: what a client makes of faults

Generated from \`packages/cli/test/conformance\`, which holds the client to every line below; \`UPDATE_DOCS=1\` rewrites it. A
failed request is a full record: its \`error_class\` says where it broke, the tokens that came keep their stamps, and it
never enters a latency. Transports: ${transports.map((name) => `\`${name}\``).join(', ')}; all of them give the same record.

## Fault matrix

Each fault can be asked of the reference engine for one request (header \`x-fault\` or body field \`fault\`, as
\`name\` or \`name:argument\`) or for a share of all requests (\`reference-engine --fault NAME[:rate[:argument]]\`).
"As usual" is a success with all tokens, the right text and usage from the server.

${table(
  ['fault', 'what the server does', 'argument, default', 'streamed', 'in one piece', 'note'],
  faults.map((fault) => row(fault, faultCases[fault.name] as FaultCase)),
)}

A connection that ends after a whole answer, and before the body's announced end (its \`content-length\`, or its last chunk), takes nothing from the answer:
with \`[DONE]\`, or with finish reason and usage, it is a success over every transport, and the flag \`body_cut_short\` says that something between cuts
connections. Before that it is \`connection_reset\`. A page that nobody needs, such as \`/info\`, is waited for five seconds once; where it did not answer, later
clients of the same process wait half a second, and a run's later workloads do not ask it.

## Dialects

The same suite runs against each way of speaking: streamed and in one piece, chat and completions, over every transport,
with the right text, token counts, finish reason and model each time. Error bodies and errors inside the stream end in the
same \`error_class\` whatever their form.

${table(
  ['dialect', 'what it is like'],
  servedDialects.map(({ name, description }) => [`\`${name}\``, description]),
)}

## Endings

What was tried with the built program on Linux, as root, and what it did. \`test/file-endings.e2e.test.ts\` repeats the refusals for every
flag that names an output.

| what was tried | what happened |
| --- | --- |
| an output below a file, in \`/proc\`, on a read-only disk, in a circle of links, of 300 letters, a folder | one line with the reason, exit code 2, before the load; no folder left |
| an output on a full disk | the same, exit code 1 |
| \`--output-json\` into \`/dev/null\`, \`/dev/full\`, \`/dev/stdout\`, a named pipe, \`>(wc -c)\` | written into; device and pipe are what they were; \`/dev/full\`: exit code 1, every other artifact written |
| \`perf --output-json /dev/stdout\` into a pipe, \`perf\` into a named pipe or a \`>(command)\` | the result once, in whole; never read back; the records in \`benchmark_results/perf_piped_records\` |
| \`--output-json /dev/fd/9\` where none is open | one line, exit code 2, before the load |
| a file to read that is \`/dev/zero\`, or 2 GB of holes | refused with the limit of 537 MB |
| a pipe that nobody writes into, where a result is read | the third signal ended the program in 43 ms, the second alone after 8.0 s |
| 20 to 62 open files permitted | one line that says so, exit code 1, no folder left; from 68 on the run of 20 streams was whole |
| standard error closed, or full | 60 of 60 records, exit code 0 |
| standard output read by \`head -1\` | 60 of 60 records and the report |
| standard output full | the report, exit code 1 |
| the terminal closed during a run | the records so far and a report that says INTERRUPTED |

${endingsSection()}

${realEnginesSection()}

## What stays unseen

- A server that drops tokens and counts them out of its usage too cannot be distinguished from one that generated fewer.
- \`fetch\` does not say whether a connection was new, so \`connection_reused\` is null there.
- A time limit of the client is not the server's fault and not its merit: the record names the limit that ended it.
`
}

function row(fault: Fault, { streamed, whole, note }: FaultCase): string[] {
  const { argument } = fault
  const shown = argument ? `${argument.default} ${argument.unit}` : ''
  const inOnePiece = whole === null ? 'not touched' : outcome(whole)
  return [code(fault.name), fault.description, shown, outcome(streamed), inOnePiece, note]
}

function outcome({ errorClass, chunks, flags, counted }: Expectation): string {
  if (errorClass !== null) {
    return typeof chunks === 'number' && chunks > 0 ? `${code(errorClass)}, ${chunks} chunks kept` : code(errorClass)
  }
  const remarks = flags.map((flag) => `flag ${code(flag)}`)
  if (counted !== 'usage') remarks.push(`tokens unknown (${code(counted)})`)
  return remarks.length === 0 ? 'as usual' : `success, ${remarks.join(', ')}`
}

function code(text: string): string {
  return `\`${text}\``
}
