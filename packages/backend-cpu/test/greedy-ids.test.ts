import { GenerationRequest } from '@sagellm-benchmark/protocol-types/engine'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CpuEngine, createCpuEngine, embeddedModelFolder } from '../src/index.js'
import { type Prediction, plainGpt2 } from './support/plain-gpt2.js'

/** Between single and double precision the logits of this model differ by about 1e-5; a lead above this is no tie. */
const CLEAR_LEAD = 1e-3
const NEW_TOKENS = 32

const prompts = {
  english: 'Why does the first token of an answer take longer than the ones that follow it?',
  chinese: '请用一句话说明键值缓存为什么能加快生成。',
  'bytes that are no words': 'ñ\u0000\u001b\t\r\n 🧪🏽‍🔬 \ud7ff\ufffd ﷽ e\u0301 0x7F',
  'one character': 'a',
}

const plain = plainGpt2(embeddedModelFolder())
let engine: CpuEngine
let sent = 0

beforeAll(async () => {
  engine = await createCpuEngine({ maxBatchSize: 3 })
})
afterAll(() => engine.close())

async function generatedIds(promptIds: readonly number[], maxTokens: number): Promise<number[]> {
  const request = GenerationRequest.parse({ input: { kind: 'tokens', tokenIds: promptIds }, maxTokens })
  const ids: number[] = []
  for await (const step of engine.generate(request, { requestId: `r-${sent++}` })) ids.push(...step.tokenIds)
  return ids
}

const known = new Map<string, Prediction[]>()

function predicted(text: string): Prediction[] {
  const predictions = known.get(text) ?? plain.greedy(engine.tokenizer.encode(text), NEW_TOKENS)
  known.set(text, predictions)
  return predictions
}

const idsOf = (predictions: readonly Prediction[]): number[] => predictions.map(({ tokenId }) => tokenId)

describe('the embedded model’s greedy ids equal those of a plain forward pass without cache or runtime', () => {
  test.each(Object.entries(prompts))('%s', async (_name, text) => {
    const predictions = predicted(text)
    const ids = idsOf(predictions)

    expect(Math.min(...predictions.map(({ margin }) => margin))).toBeGreaterThan(CLEAR_LEAD)
    expect(new Set(ids).size).toBeGreaterThan(NEW_TOKENS / 2)
    expect(await generatedIds(engine.tokenizer.encode(text), NEW_TOKENS)).toEqual(ids)
  })

  test('in a batch whose rows differ in length, join late and leave early', async () => {
    const sharedBefore = engine.telemetry().decodeSharedStepsTotal as number
    const texts = Object.values(prompts)
    const answers = await Promise.all([
      ...texts.map((text) => generatedIds(engine.tokenizer.encode(text), NEW_TOKENS)),
      generatedIds(engine.tokenizer.encode('a row that leaves after five tokens'), 5),
    ])

    texts.forEach((text, at) => expect(answers[at], text).toEqual(idsOf(predicted(text))))
    expect(engine.telemetry().decodeSharedStepsTotal).toBeGreaterThan(sharedBefore + NEW_TOKENS)
  })

  test('after a prompt as long as those of the long workloads', async () => {
    const promptIds = Array.from({ length: 512 }, (_, at) => (at * 97 + 13) % 1700)
    const ids = await generatedIds(promptIds, NEW_TOKENS)
    const predictions = plain.predictions([...promptIds, ...ids.slice(0, -1)], promptIds.length - 1)

    expect(Math.min(...predictions.map(({ margin }) => margin))).toBeGreaterThan(CLEAR_LEAD)
    expect(ids).toEqual(idsOf(predictions))
  })
})
