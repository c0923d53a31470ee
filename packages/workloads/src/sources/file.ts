import { BenchError } from '@sagellm-benchmark/protocol-types'
import { ChatMessage } from '@sagellm-benchmark/protocol-types/engine'
import { z } from 'zod'
import { plainProblem } from '@sagellm-benchmark/protocol-types/edge'
import type { Counting } from './counting.js'
import { asItStands, type DataSetItem, dataSetOptions, type FoundPrompt, openDataSet } from './open-data-set.js'
import { definePromptSource } from './define-prompt-source.js'
import { numberedLines, parseJson } from './parse-json.js'

const options = z.strictObject({
  ...dataSetOptions,
  outputs: z
    .enum(['workload', 'reply'])
    .default('reply')
    .describe('how long answers are: as the line says where it does, or all as the workload says'),
  minPromptTokens: z.int().nonnegative().nullable().default(null),
  maxPromptTokens: z.int().positive().nullable().default(null),
})
type Options = z.infer<typeof options>

/** Names in circulation for the tokens that a line wants. */
const lengthNames = ['output_tokens', 'max_tokens', 'max_completion_tokens', 'output_len', 'output_length'] as const

/** What says something about a line and changes nothing that is sent. */
const remarks = [
  'id',
  'custom_id',
  'request_id',
  'index',
  'name',
  'title',
  'description',
  'source',
  'category',
  'tags',
  'metadata',
]

/** A field that would change the request and is not sent must not be dropped in silence: unknown ones are refused by name. */
const Line = z
  .strictObject({
    prompt: z.string().min(1).optional(),
    messages: z.array(z.strictObject(ChatMessage.shape)).min(1).optional(),
    ...Object.fromEntries(lengthNames.map((name) => [name, z.int().positive().optional()])),
    ...Object.fromEntries(remarks.map((name) => [name, z.unknown().optional()])),
  } as LineShape)
  .refine(({ prompt, messages }) => (prompt === undefined) !== (messages === undefined), {
    message: 'give either prompt or messages',
  })
  .refine((line) => lengthNames.filter((name) => line[name] !== undefined).length < 2, {
    message: `give one of ${lengthNames.join(', ')}`,
  })

type LineShape = Record<(typeof lengthNames)[number], z.ZodOptional<z.ZodInt>> & {
  prompt: z.ZodOptional<z.ZodString>
  messages: z.ZodOptional<z.ZodArray<typeof ChatMessage>>
}

export const file = definePromptSource({
  name: 'file',
  description: 'prompts of your own, one JSON object a line, in the order of the file',
  options,
  files: ({ path }) => [path],
  open(settings, context) {
    const { path, repeat } = settings
    const candidates = linesOf(path, context.fileText(path))
    const itemOf = asItStands(context.form)
    return openDataSet({ path, repeat, candidates, itemOf: (line) => wanted(line, { settings, itemOf }) }, context)
  },
})

type Wanting = { readonly settings: Options; readonly itemOf: ReturnType<typeof asItStands> }

/** Counted only where a length decides. */
function* wanted(line: FoundPrompt, { settings, itemOf }: Wanting): Counting<DataSetItem | null> {
  const { minPromptTokens: min, maxPromptTokens: max, outputs } = settings
  if (min !== null || max !== null) {
    const tokens = yield { kind: 'messages', messages: [...line.messages] }
    if (tokens < (min ?? 0) || tokens > (max ?? Number.POSITIVE_INFINITY)) return null
  }
  return yield* itemOf(outputs === 'reply' ? line : { ...line, outputTokens: null })
}

/** Checked whole before anything is sent: a mistake in the last line must not end a run that has begun. */
function linesOf(path: string, text: string): FoundPrompt[] {
  const items = numberedLines(text).map(([line, number]) => lineOf(line, `${path} line ${number}`))
  if (items.length > 0) return items
  throw new BenchError('corrupt_data', `${path} is empty`, { hint: 'give one JSON object a line: {"prompt": "..."}' })
}

function lineOf(line: string, place: string): FoundPrompt {
  const parsed = Line.safeParse(parseJson(line, place))
  if (!parsed.success) throw unreadable(parsed.error.issues[0], place)
  const { prompt, messages } = parsed.data
  const wish = lengthNames.find((name) => parsed.data[name] !== undefined)
  return {
    messages: messages ?? [{ role: 'user', content: prompt ?? '' }],
    outputTokens: wish === undefined ? null : (parsed.data[wish] ?? null),
  }
}

function unreadable(issue: z.core.$ZodIssue | undefined, place: string): BenchError {
  const path = issue?.path.join('.') ?? ''
  if (issue?.code === 'unrecognized_keys') {
    const fields = issue.keys.map((key) => (path === '' ? key : `${path}.${key}`)).join(', ')
    const hint = 'take it out of the file; what is the same for all requests goes into --extra-body'
    return new BenchError('corrupt_data', `${place}: field ${fields} would change the request and is not sent`, {
      hint,
    })
  }
  const field = path === '' ? '' : `field ${path}: `
  const hint = 'a line is {"prompt": "..."} or {"messages": [...]}, with "output_tokens" if you like'
  return new BenchError('corrupt_data', `${place}: ${field}${plainProblem(issue)}`, { hint })
}
