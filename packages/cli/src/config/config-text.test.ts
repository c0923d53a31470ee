import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { heldSecrets, holdSecrets, secretsInWords } from '@sagellm-benchmark/protocol-types/edge'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { runCommands } from '../app.js'
import { allCommands } from '../command/all-commands.js'
import { core } from '../command/core-schema.js'
import type { CommandDefinition } from '../command/define-command.js'
import { flagName } from '../command/flags.js'
import { configKeys } from './config-names.js'
import { configText } from './config-text.js'
import { optionsFromConfig } from './options-from-config.js'
import { readConfig } from './read-config.js'

const measuring = allCommands().filter(({ command }) => command.measures)

/** Anything that the schema of a flag takes. */
function valueOf(schema: z.ZodType, texts: fc.Arbitrary<string>): fc.Arbitrary<unknown> {
  const base = core(schema)
  const any = (): fc.Arbitrary<unknown> => {
    if (base instanceof z.ZodBoolean) return fc.boolean()
    if (base instanceof z.ZodEnum) return fc.constantFrom(...base.options)
    if (base instanceof z.ZodLiteral) return fc.constantFrom(...base.values)
    if (base instanceof z.ZodUnion)
      return fc.oneof(...(base.options as z.ZodType[]).map((each) => valueOf(each, texts)))
    if (base instanceof z.ZodArray)
      return fc.array(valueOf(base.element as z.ZodType, texts), { minLength: 1, maxLength: 3 })
    if (base instanceof z.ZodNumber)
      return fc.oneof(
        fc.integer({ min: 0, max: 20 }),
        fc.double({ min: 0, max: 3, noNaN: true }),
        fc.constantFrom(1, 72, 300, 4096),
      )
    return texts
  }
  const fits = (value: unknown) => schema.safeParse(value).success
  // A filter that nothing passes would look for ever.
  if (!fc.sample(any(), { numRuns: 200, seed: 1 }).some(fits)) throw new Error('no value of the test fits this schema')
  return any().filter(fits)
}

function givenOf(definition: CommandDefinition, texts: fc.Arbitrary<string>): fc.Arbitrary<Record<string, unknown>> {
  const shape = definition.options.shape as Record<string, z.ZodType>
  const values = configKeys(definition).map((key) => [key, valueOf(shape[key] as z.ZodType, texts)] as const)
  const required = values.map(([key]) => key).filter((key) => !(shape[key] as z.ZodType).safeParse(undefined).success)
  return fc.record(Object.fromEntries(values), { requiredKeys: required })
}

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('${A}', '$${', 'a: ${', '007', 'null', ' #x', '- a\n'),
)

/** Every secret that is held, as a variable. */
function withSecrets(texts: readonly string[]): Record<string, string> {
  holdSecrets(secretsInWords(texts))
  return Object.fromEntries(heldSecrets().map((secret, at) => [`HELD_${at}`, secret]))
}

describe.each(measuring.map((each) => [each.path, each.command] as const))('%s', (command, definition) => {
  test('any options, written as a config, are read as the same options', () => {
    fc.assert(
      fc.property(givenOf(definition, anyText), (given) => {
        const env = withSecrets(Object.entries(given).flatMap(([key, value]) => [flagName(key), String(value)]))
        const text = configText(given, { definition, command, env })
        const { entries, placeOf } = readConfig(text, { path: 'bench.yaml', env })
        expect(optionsFromConfig(entries, { definition, command, placeOf })).toEqual(given)
      }),
      { numRuns: 30, endOnFailure: true },
    )
  })
})

describe('a command line and the config that it prints', () => {
  let cwd: string
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'sagellm-config-text-'))
  })
  afterAll(() => rm(cwd, { recursive: true, force: true }))

  /** Text that may stand behind a flag as it is. The number keeps a value that is taken for a secret from being part of another. */
  const word = fc
    .tuple(fc.stringMatching(/^[ .,:;#{}'"[\]-]{0,6}$/), fc.noBias(fc.integer({ min: 100_000_000, max: 999_999_999 })))
    .map(([marks, number]) => `w${number}${marks}${number}`)

  test.each(measuring.map((each) => [each.path, each.command] as const))(
    '%s: the same options',
    async (path, own) => {
      let seen: unknown = null
      const capture = async () => async (options: unknown) => {
        seen = options
        return 0 as const
      }
      // Which flags go together is not asked here: every combination is to be written and read.
      const definition = { ...own, rules: [], name: path.split(' ').at(-1) as string, load: capture }
      const call = async (words: readonly string[]) => {
        let stdout = ''
        let stderr = ''
        const env = withSecrets(words)
        const output = { write: (text: string) => void (stdout += text) }
        const errors = { write: (text: string) => void (stderr += text) }
        const io = { stdout: output, stderr: errors, env, cwd, argv: words, signal: new AbortController().signal }
        const code = await runCommands([definition.name, ...words], io, [definition])
        return { code, stdout, stderr }
      }
      await fc.assert(
        fc.asyncProperty(givenOf(definition, word), async (given) => {
          const words = Object.entries(given).flatMap(([key, value]) => {
            if (value === false) return [flagName(key).replace('--', '--no-')]
            if (value === true) return [flagName(key)]
            return (Array.isArray(value) ? value : [value]).map((each) => `${flagName(key)}=${String(each)}`)
          })
          // A config shows flag and value apart, where a value may be taken for a secret that is none behind an equals sign.
          withSecrets(words.flatMap((each) => each.split(/=(.*)/s)))
          const direct = await call(words)
          const meant = seen
          const printed = await call([...words, '--print-config'])
          await writeFile(join(cwd, 'printed.yaml'), printed.stdout)
          seen = null
          const read = await call(['--config', 'printed.yaml'])
          expect([direct, printed, read].map(({ stderr }) => stderr)).toEqual(['', '', ''])
          expect(seen).toEqual({ ...(meant as object), config: 'printed.yaml' })
        }),
        { numRuns: path === 'run' ? 25 : 5, endOnFailure: true },
      )
    },
    60_000,
  )
})
