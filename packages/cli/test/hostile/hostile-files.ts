/** A content, what is wrong with it. */
export type HostileFile = readonly [what: string, content: string | Uint8Array]

const nested = '['.repeat(20_000) + ']'.repeat(20_000)

/** What is no result, no plan and no workload file, whatever its name is. */
export const noJsonOfOurs: readonly HostileFile[] = [
  ['empty', ''],
  ['of blanks', ' \n\n '],
  ['null', 'null'],
  ['a number', '7'],
  ['a text', '"benchmark"'],
  ['a list of nothing of ours', '[{}]'],
  ['an empty object', '{}'],
  ['half of a value', '{"schema_version": 1, "run_id": "r'],
  ['two values', '{} {}'],
  ['of NUL bytes', '\0\0\0\0'],
  ['random bytes', Uint8Array.from({ length: 4096 }, (_, at) => (at * 7919) % 256)],
  ['UTF-16', Buffer.from('\ufeff{"schema_version": 1}', 'utf16le')],
  ['20,000 brackets deep', nested],
  ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
  ['an archive', Buffer.from('504b0304140000000800', 'hex')],
  ['a page', '<!doctype html><title>results</title>'],
  ['a prototype', '{"__proto__": {"schema_version": 1}, "constructor": 1}'],
  ['10 MB of one letter', 'x'.repeat(10_000_000)],
  ['YAML', 'schema_version: 1\nrun_id: r\n'],
  ['terminal codes', '\u001b[2J\u001b]0;owned\u0007'],
]

/** Changes to a summary of a run that make it one that cannot be. */
export const changedSummaries: readonly (readonly [what: string, field: string, value: unknown])[] = [
  ['of a later version', 'schema_version', 99],
  ['of no version', 'schema_version', 'one'],
  ['with a list for its workloads', 'workloads', []],
  ['with a text for its counts', 'overall', 'many'],
  ['with a number for its flags', 'flags', 5],
  ['with an object for its model', 'model', { id: 'm' }],
  ['with half a seed', 'seed', 1.5],
  ['with a number for its notices', 'notices', 3],
]

/** Lines that are no record, in the middle of a journal. */
export const noRecords: readonly HostileFile[] = [
  ['a text', 'hello'],
  ['half a record', '{"schema_version":1,"request_id":"W-r0'],
  ['null', 'null'],
  ['a list', '[1,2]'],
  ['NUL bytes', '\0\0\0'],
  ['an empty object', '{}'],
  ['20,000 brackets', nested],
  ['terminal codes', '\u001b[2J'],
]

/** Changes to one record of a journal that make it one that cannot be. */
export const changedRecords: readonly (readonly [what: string, change: Readonly<Record<string, unknown>>])[] = [
  ['that ends before it starts', { end_at: 0.001, start_at: 5 }],
  ['that starts before the run', { start_at: -5 }],
  ['whose first token came before it was sent', { first_token_at: 0, start_at: 1 }],
  ['whose last token came after its end', { last_token_at: 1e12 }],
  ['with a time in words', { start_at: 'soon' }],
  ['without an id', { request_id: '' }],
  ['with a negative round', { round: -1 }],
  ['with half a token', { output_tokens: 2.5 }],
  ['with negative tokens', { prompt_tokens: -7 }],
  ['with an infinite time', { end_at: null }],
  ['with a text for its tokens', { token_at: 'many' }],
  ['with a share above one', { first_read_share: 7 }],
  ['of a later version', { schema_version: 9 }],
]

/** Changes to a plan that nobody can measure. */
export const changedPlans: readonly (readonly [what: string, change: Readonly<Record<string, unknown>>])[] = [
  ['without workloads', { workloads: [] }],
  ['of no rounds', { rounds: 0 }],
  ['of minus one round', { rounds: -1 }],
  ['of half a round', { rounds: 1.5 }],
  ['with a text for its seed', { seed: 'lucky' }],
  ['for a target that is none', { target: { kind: 'toaster' } }],
  ['for an address of no server', { target: { kind: 'endpoint', url: 'file:///etc/passwd' } }],
  ['for an empty address', { target: { kind: 'endpoint', url: '' } }],
  ['with a list for its target', { target: [] }],
  ['with a number for its time limits', { timeouts: 5 }],
  ['of a later version', { schema_version: 99 }],
]

/** Traces of arrivals that give none. */
export const noTraces: readonly HostileFile[] = [
  ['empty', ''],
  ['a header alone', 'timestamp,tokens\n'],
  ['in words', 'soon\nlater\n'],
  ['of negative times', '-5\n-4\n'],
  ['of times that are none', 'NaN\nNaN\n'],
  ['of infinite times', 'Infinity\n'],
  ['random bytes', Uint8Array.from({ length: 999 }, (_, at) => (at * 7919) % 256)],
  ['of NUL bytes', '\0\0\n\0\0\n'],
  ['half of JSON', '[{"timestamp": 1'],
  ['a page', '<!doctype html>'],
]
