import { expect, test } from 'vitest'
import type { z } from 'zod'
import { runCli } from '../app.js'
import { commands } from '../commands/index.js'
import type { AnyCommand, CommandDefinition } from './define-command.js'
import { flagName, flagOf } from './flags.js'

type Named = { readonly path: readonly string[]; readonly command: CommandDefinition }

const single = (command: AnyCommand, path: readonly string[] = []): Named[] =>
  'commands' in command
    ? command.commands.flatMap((each) => single(each, [...path, command.name]))
    : [{ path: [...path, command.name], command }]

const all = commands.flatMap((command) => single(command))

/** A flag with a value that its schema takes. */
function words(key: string, schema: z.ZodType): string[] {
  const flag = flagOf(schema)
  if (flag.kind === 'boolean')
    return [schema.safeParse(undefined).data === true ? `--no-${flagName(key).slice(2)}` : flagName(key)]
  return [flagName(key), valueOf(schema)]
}

function valueOf(schema: z.ZodType): string {
  const flag = flagOf(schema)
  if (flag.kind === 'enum') return flag.values[0] as string
  return ['1', '72'].find((text) => schema.safeParse(Number(text)).success) ?? '1'
}

async function errorOf(args: readonly string[]): Promise<{ readonly code: number; readonly text: string }> {
  let text = ''
  const output = { write: (part: string) => void (text += part) }
  const io = { stdout: output, stderr: output, env: {}, cwd: '/', signal: new AbortController().signal, argv: args }
  return { code: await runCli(args, io), text }
}

/** The flags that a command refuses where nothing else is given. */
const refused = all.flatMap(({ path, command }) => {
  const shape = command.options.shape as Record<string, z.ZodType>
  const required = Object.entries(shape).filter(([, schema]) => !schema.safeParse(undefined).success)
  const base = required.flatMap(([key, schema]) => words(key, schema))
  return (command.rules ?? []).flatMap(({ flags, when }) =>
    flags
      .filter((flag) => {
        const given = Object.fromEntries(required.map(([key, schema]) => [key, schema.safeParse(1).success ? 1 : '1']))
        const own = flagOf(shape[flag] as z.ZodType).kind === 'boolean' ? true : undefined
        const { data } = command.options.safeParse({ ...given, ...(own ? { [flag]: own } : {}) })
        return data !== undefined && !when(data)
      })
      .map(
        (flag) =>
          [
            `${path.join(' ')} ${flagName(flag)}`,
            [...path, ...base, ...words(flag, shape[flag] as z.ZodType)],
            flag,
          ] as const,
      ),
  )
})

test('there are flags to refuse in every command that has modes', () => {
  expect(new Set(refused.map(([name]) => name.split(' --')[0]))).toEqual(
    new Set([
      'run',
      'sweep',
      'readiness',
      'history',
      'capacity',
      'history',
      'perf',
      'compare',
      'compare-record',
      'convergence run',
      'nonstream-compare',
      'vllm-compare run',
      'report',
      'leaderboard publish',
      'validate-serving-consistency',
      'serve-cpu',
      'reference-engine',
    ]),
  )
})

test.each(refused)('%s is refused where it would be ignored', async (_, args, flag) => {
  const { code, text } = await errorOf(args)
  expect(text).toMatch(
    new RegExp(
      `^sagellm-benchmark: ${flagName(flag)} works only .+; leave it out, or see sagellm-benchmark .+ --help\n$`,
    ),
  )
  expect(code).toBe(2)
})

test.each([
  ['perf --type operator --batch-size 4', /--batch-size works only with --type e2e/],
  ['perf --type e2e --iterations 3', /--iterations works only with --type operator/],
  ['perf --type e2e --simulate --live', /--simulate works only without --live/],
  ['run --backend cpu --backend-url http://127.0.0.1:1/v1', /--backend works only for inference in this program/],
  [
    'run --turns 3 --concurrency 2 --num-prompts 20',
    /--num-prompts works only without --turns .+ --sessions says how many/,
  ],
  ['run --session-file f --concurrency 2 --num-prompts 20', /--num-prompts works only without --turns/],
  ['run --backend-url http://127.0.0.1:1/v1 --threads 2', /--threads works only for inference/],
  ['run --load-threads 2', /--load-threads works only for an endpoint/],
  ['run --batch-size 4 --max-concurrency 2', /--max-concurrency works only without --batch-size/],
  ['run --plan plan.json --seed 3', /--seed works only without --plan/],
  ['run --resume here --output there', /--output works only for a new run/],
  ['sweep --resume here --dry-run', /--dry-run works only without --resume/],
  ['sweep --resume here --concurrency 1..8', /--concurrency works only without --resume/],
  ['capacity --resume here --precision 5%', /--precision works only without --resume/],
  ['capacity --resume here --output there', /--output works only without --resume/],
  ['reference-engine --port 0 --older', /--older works only with --dialect vllm or lmdeploy/],
  ['reference-engine --port 0 --draft-acceptance 0.5', /--draft-acceptance works only with --draft-tokens/],
  ['report --plot --plot-format svg --dpi 96', /--dpi works only with --plot-format png/],
  ['compare --batch-size 4 --num-prompts 9', /--num-prompts works only with --concurrency/],
  ['run --backend-url http://127.0.0.1:1/v1 --key-file k.pem', /--key-file works only with --cert-file/],
])('%s is a mistake that is named', async (line, message) => {
  const { code, text } = await errorOf(line.split(' '))
  expect(text).toMatch(message)
  expect(code).toBe(2)
})
