import { createRandom, deriveSeed, type RandomSource } from '@sagellm-benchmark/protocol-types/random'
import {
  Amount,
  drawAmount,
  Session,
  type SessionInput,
  type SessionTurn,
} from '@sagellm-benchmark/protocol-types/sessions'
import { z } from 'zod'
import { defineSessionSource } from './session-source.js'

type TurnSketch = Pick<SessionTurn, 'turnId' | 'after'> & Partial<SessionTurn>

/** Options of sessions that are made: each amount is one number, or is drawn anew for each session and turn. */
const ConversationOptions = z.strictObject({
  turns: Amount.default(4).describe('of the session itself'),
  firstTokens: Amount.nullable().default(null).describe('prompt tokens of the first turn; null = as the workload says'),
  growthTokens: Amount.default(64).describe('new prompt tokens of every later turn'),
  outputTokens: Amount.nullable().default(null).describe('of each answer; null = as the workload says'),
  thinkSeconds: Amount.default(0).describe('between an answer and the next turn'),
  subagents: Amount.default(0).describe('that the first answer sends off side by side; the second turn waits for all'),
  subagentTurns: Amount.default(2).describe('of each subagent'),
  toolSeconds: Amount.default(0).describe('that a tool takes between the turns of a subagent'),
})
type ConversationOptions = z.infer<typeof ConversationOptions>

export const conversation = defineSessionSource<ConversationOptions>({
  name: 'conversation',
  description: 'conversations, or agents with subagents, made by numbers of turns, lengths and waits; they never end',
  options: ConversationOptions,
  open: (options, { workload, seed }) => ({
    answers: 'server',
    *sessions() {
      const lengths = { first: options.firstTokens ?? workload.promptTokens, output: options.outputTokens }
      for (let number = 0; ; number += 1) {
        const random = createRandom(deriveSeed(seed, 'session', workload.name, number))
        yield Session.parse(made(options, { number, lengths, random }))
      }
    },
  }),
})

type Making = {
  readonly number: number
  readonly lengths: { readonly first: Amount; readonly output: Amount | null }
  readonly random: RandomSource
}

function made(options: ConversationOptions, { number, lengths, random }: Making): SessionInput {
  const whole = (amount: Amount) => Math.max(1, Math.round(drawAmount(amount, random)))
  const ms = (amount: Amount) => drawAmount(amount, random) * 1000
  const outputTokens = () => (lengths.output === null ? null : whole(lengths.output))
  const turns: TurnSketch[] = []
  const ask = (turn: TurnSketch, tokens: Amount) =>
    turns.push({ ...turn, input: { kind: 'length', tokens: whole(tokens) }, outputTokens: outputTokens() })

  const count = whole(options.turns)
  ask({ turnId: '1', after: [] }, lengths.first)
  const found: string[] = []
  const subagents = count > 1 ? Math.round(drawAmount(options.subagents, random)) : 0
  for (let agent = 1; agent <= subagents; agent += 1) {
    let before: string | null = null
    for (let turn = 1, last = whole(options.subagentTurns); turn <= last; turn += 1) {
      const turnId = `1.${agent}.${turn}`
      const own = { turnId, after: [before ?? '1'], continues: before, agent: `subagent ${agent}` }
      const wait = before === null ? {} : { waitMs: ms(options.toolSeconds), waitFor: 'tool' as const }
      ask({ ...own, ...wait }, before === null ? lengths.first : options.growthTokens)
      before = turnId
    }
    if (before !== null) found.push(before)
  }
  for (let turn = 2; turn <= count; turn += 1) {
    const continues = String(turn - 1)
    const answersOf = turn === 2 ? found : []
    const wait = { waitMs: ms(options.thinkSeconds), waitFor: 'think' as const }
    ask({ turnId: String(turn), after: [continues, ...answersOf], continues, answersOf, ...wait }, options.growthTokens)
  }
  return { sessionId: String(number), turns: turns as SessionInput['turns'] }
}
