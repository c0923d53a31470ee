import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { leaderboardEntryFile } from '../leaderboard/leaderboard-entry.js'
import { closedSchema } from '../json/wire.js'
import { protocolTypes } from './catalogue/index.js'
import type { ProtocolType } from './protocol-type.js'

// What the real package accepts, writes and refuses, a line each: fixtures/protocol/README.md says how they were made.

type Fixture = {
  readonly name: string
  readonly type: string
  readonly kind: 'valid' | 'invalid' | 'lax'
  readonly json: unknown
  /** Lax: what the package makes of it, defaults left out. */
  readonly normalised?: Readonly<Record<string, unknown>>
  /** Invalid: the fields that the package refuses. */
  readonly refused?: readonly { readonly loc: string }[]
}

const lines = readFileSync(
  new URL('../../../../fixtures/protocol/isagellm-protocol-0.5.4.16.jsonl', import.meta.url),
  'utf8',
)
const fixtures = lines
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Fixture)
const otherNames: Readonly<Record<string, string>> = {
  hooks_KVHandle: 'KVHandle',
  kv_KVHandle: 'kv.KVHandle',
  WireChatChunk: 'ChatCompletionStreamResponse',
}
const ofKind = (kind: Fixture['kind']) =>
  fixtures.filter((each) => each.kind === kind && each.type !== 'LeaderboardEntry')

function typeOf({ type }: Fixture): ProtocolType<z.ZodType> {
  const found = protocolTypes.get(otherNames[type] ?? type)
  if (!found) throw new Error(`no type ${type}`)
  return found
}

/** Where a field is refused; the package names the member of a union in between, which is no field. */
function fieldsOf({ refused = [], type, json }: Fixture): string[] {
  const event = (json as { event?: string }).event ?? ''
  return refused.map(({ loc }) => {
    const bare = type === 'StreamEvent' && loc.startsWith(`${event}.`) ? loc.slice(event.length + 1) : loc
    // An event of an unknown name is refused as a whole there, and at its name here.
    return bare === '' ? 'event' : bare.replace(/\.(str|list\[str\])$/, '')
  })
}

test('there are fixtures of every kind', () => {
  expect([ofKind('valid').length, ofKind('invalid').length, ofKind('lax').length]).toEqual([235, 878, 41])
})

test.each(ofKind('valid'))('$name is read, and written as it was', (fixture) => {
  const type = typeOf(fixture)
  expect(type.write(type.parse(fixture.json))).toEqual(fixture.json)
})

test.each(ofKind('lax'))('$name is read as the package reads it', (fixture) => {
  const type = typeOf(fixture)
  expect(type.write(type.parse(fixture.json))).toMatchObject(fixture.normalised as object)
  expect(type.write(type.parse(fixture.json))).toEqual(type.write(type.parse(fixture.normalised)))
})

test.each(ofKind('invalid'))('$name is refused at the same fields', (fixture) => {
  const result = closedSchema(typeOf(fixture).schema).safeParse(fixture.json)
  const fields = (result.error?.issues ?? []).map(({ path }) => path.join('.'))
  expect([...new Set(fields)].sort()).toEqual([...new Set(fieldsOf(fixture))].sort())
})

describe('entries of the leaderboard', () => {
  test.each(fixtures.filter(({ type }) => type === 'LeaderboardEntry'))('$name is read', ({ json }) => {
    expect(leaderboardEntryFile.serialize(leaderboardEntryFile.parse(json, 'entry'))).toEqual(json)
  })
})
