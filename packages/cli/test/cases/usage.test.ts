import { describe, expect, test } from 'vitest'
import { runCase } from './run-case.js'
import { counts, data, done, finish, play, token, tokens, usage } from './scripted-server.js'

// Ten tokens, and the usage in the forms in which servers report it. Null means that a count is not known.

const right = counts(10)
const zeros = counts(0, 0)
const ended = (...pieces: string[]) => play([...tokens(10), finish(), ...pieces, done])
const each = (counted: (at: number) => object, ...pieces: string[]) =>
  play([
    ...tokens(10).map((text, at) => text.replace('"model"', `"usage":${JSON.stringify(counted(at))},"model"`)),
    finish('stop', { usage: counted(9) }),
    ...pieces,
    done,
  ])

const forms = {
  'in an event of its own': [ended(usage(right)), { out: 10, in: 12, cached: null }],
  'without choices': [ended(data({ usage: right })), { out: 10, in: 12, cached: null }],
  'beside choices: null': [ended(data({ choices: null, usage: right })), { out: 10, in: 12, cached: null }],
  'with the finish reason': [
    play([...tokens(10), finish('stop', { usage: right }), done]),
    { out: 10, in: 12, cached: null },
  ],
  'of Groq': [ended(data({ choices: [], x_groq: { usage: right } })), { out: 10, in: 12, cached: null }],
  'growing on each chunk': [each((at) => counts(at + 1)), { out: 10, in: 12, cached: null }],
  'null before the right one': [ended(usage(null), usage(right)), { out: 10, in: 12, cached: null }],
  'zeros on each chunk': [each(() => zeros, usage(right)), { out: 10, in: 12, cached: null }],
  'zeros after the right one': [
    play([...tokens(10), finish('stop', { usage: right }), usage(zeros), done]),
    { out: 10, in: 12, cached: null, flag: 'usage_implausible' },
  ],
  twice: [ended(usage(right), usage(right)), { out: 10, in: 12, cached: null, flag: 'usage_repeated' }],
  'a prompt of 0 tokens': [ended(usage(counts(10, 0))), { out: 10, in: null, cached: null }],
  'of each chunk alone': [each(() => counts(1)), { out: null, in: 12, cached: null, flag: 'usage_implausible' }],
  'far too few': [ended(usage(counts(1))), { out: null, in: 12, cached: null, flag: 'usage_implausible' }],
  'a fraction': [
    ended(usage({ ...right, completion_tokens: 9.6 })),
    { out: null, in: null, cached: null, flag: 'usage_unreadable' },
  ],
  '-1 for what is not known': [ended(usage({ ...right, total_tokens: -1 })), { out: 10, in: 12, cached: null }],
  'an odd detail': [
    ended(usage({ ...right, prompt_tokens_details: { cached_tokens: '' } })),
    { out: 10, in: 12, cached: null },
  ],
  'details as a list': [ended(usage({ ...right, prompt_tokens_details: [] })), { out: 10, in: 12, cached: null }],
  'of the Responses API': [
    ended(usage({ input_tokens: 12, output_tokens: 10, input_tokens_details: { cached_tokens: 8 } })),
    { out: 10, in: 12, cached: 8 },
  ],
  'of DeepSeek': [ended(usage({ ...right, prompt_cache_hit_tokens: 8 })), { out: 10, in: 12, cached: 8 }],
  'of Kimi': [ended(usage({ ...right, cached_tokens: 8 })), { out: 10, in: 12, cached: 8 }],
  'of Anthropic': [ended(usage({ ...right, cache_read_input_tokens: 8 })), { out: 10, in: 12, cached: 8 }],
  'with more cached than asked': [ended(usage({ ...right, cached_tokens: 80 })), { out: 10, in: 12, cached: null }],
  'an empty object': [ended(usage({})), { out: null, in: null, cached: null }],
  none: [ended(), { out: null, in: null, cached: null }],
} as const

type Expected = { out: number | null; in: number | null; cached: number | null; flag?: string }

describe.each(['raw', 'undici'])('over %s', (transport) => {
  test('every form of a usage gives the counts that it shows, and no others', async () => {
    const names = Object.keys(forms)
    const { code, records } = await runCase({ streams: Object.values(forms).map(([script]) => script) }, [
      '--transport',
      transport,
    ])
    const found = records.map(({ output_tokens, prompt_tokens, usage }, at) => [
      names[at],
      { out: output_tokens, in: prompt_tokens, cached: usage?.cached_tokens ?? null },
    ])
    const expected = Object.entries(forms).map(([name, [, { out, in: prompt, cached }]]) => [
      name,
      { out, in: prompt, cached },
    ])
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected))
    for (const [at, [, wanted]] of Object.values(forms).entries()) {
      const { flag } = wanted as Expected
      const flags = records[at]?.flags.filter((each) => each.startsWith('usage_')) ?? []
      expect({ name: names[at], flags }).toEqual({ name: names[at], flags: flag ? [flag] : [] })
    }
    expect(code).toBe(0)
  })
})

test('tokens that came without a usage are not counted by chunks, and the terminal says so', async () => {
  const { stdout } = await runCase({ streams: [play([token('a'), token('b'), finish(), done])] })
  expect(stdout).toMatch(/tok\/s (is|are) not known/)
})
