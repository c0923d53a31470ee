import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test } from 'vitest'
import { cacheVerdict } from './cache-verdict.js'

const withHits = (cachedTokens: number | null, index = 0) =>
  aRecord({
    index,
    promptTokens: 512,
    usage: { promptTokens: 512, completionTokens: 5, cachedTokens, reasoningTokens: null, totalTokens: null },
  })

test('prompts that were to be new and came from the cache contaminate a run', () => {
  expect(cacheVerdict([withHits(0), withHits(480, 1)])).toMatchObject({
    verdict: 'contaminated',
    source: 'usage',
    hitShare: 480 / 1024,
  })
})

test('what the plan shares, and the chat template, are no excess', () => {
  expect(cacheVerdict([withHits(32), withHits(16, 1)]).verdict).toBe('clean')
  expect(cacheVerdict([withHits(0), withHits(256, 1)], { sharedPrefixTokens: 256 }).verdict).toBe('clean')
  expect(cacheVerdict([withHits(512), withHits(512, 1)], { sharedPrefixTokens: 256 }).verdict).toBe('contaminated')
})

test('the server’s counters serve where usage says nothing', () => {
  const records = [withHits(null), aRecord({ index: 1, promptTokens: 512 })]
  const hits = (hitTokens: number) => cacheVerdict(records, { serverCounters: { hitTokens, queryTokens: 1024 } })
  expect(hits(900)).toMatchObject({ verdict: 'contaminated', source: 'server_counters' })
  expect(hits(0)).toMatchObject({ verdict: 'clean', hitShare: 0 })
})

test('counters over more requests than the measured ones are held against what all of them share', () => {
  const records = [aRecord({ promptTokens: 512 })]
  const serverCounters = { hitTokens: 2 * 256, queryTokens: 2 * 512 }
  const verdict = (requests: number | null) =>
    cacheVerdict(records, { sharedPrefixTokens: 256, serverCounters: { ...serverCounters, requests } }).verdict
  expect([verdict(2), verdict(null)]).toEqual(['clean', 'contaminated'])
})

test('an engine that does not tell leaves it unknown, not clean', () => {
  expect(cacheVerdict([aRecord()])).toMatchObject({ verdict: 'unknown', hitShare: null })
})

test('warm-up and failed requests are not looked at', () => {
  const warm = { ...withHits(512), phase: 'warmup' as const }
  const failed = { ...withHits(512), errorClass: 'server_error' as const }
  expect(cacheVerdict([warm, failed, withHits(0, 2)]).verdict).toBe('clean')
})

test('hits in prompts that are hardly longer than a chat template prove nothing', () => {
  const short = (cachedTokens: number) => ({
    ...withHits(cachedTokens),
    promptTokens: 64,
    usage: { promptTokens: 64, completionTokens: 5, cachedTokens, reasoningTokens: null, totalTokens: null },
  })
  expect(cacheVerdict([short(0), short(0)]).verdict).toBe('clean')
  expect(cacheVerdict([short(32), short(32)])).toMatchObject({ verdict: 'unknown', hitShare: 0.5 })
  expect(cacheVerdict([short(48), short(48)]).verdict).toBe('contaminated')
})

test('more hits than prompt tokens are no count', () => {
  expect(cacheVerdict([withHits(99_999), withHits(0)])).toMatchObject({ verdict: 'clean', hitShare: 0 })
})

test('plain texts have no chat template: what the plan shares is all that is intended', () => {
  const plain = { sharedPrefixTokens: 307.2, templateTokens: 0 }
  expect(cacheVerdict([withHits(0), withHits(304, 1)], plain)).toMatchObject({ verdict: 'clean', intendedShare: 0.6 })
  expect(cacheVerdict([withHits(360)], plain)).toMatchObject({ verdict: 'contaminated', intendedShare: 0.6 })
  expect(cacheVerdict([withHits(304)], plain).message).toMatch(/up to 60.0 % may be shared prefixes alone/)
})

test('the start token of a short plain text is no remembered prompt', () => {
  const short = (cachedTokens: number) => ({ ...withHits(cachedTokens), promptTokens: 8 })
  expect(cacheVerdict([short(1)], { templateTokens: 0 })).toMatchObject({ verdict: 'clean', intendedShare: 0 })
  expect(cacheVerdict([short(4)], { templateTokens: 0 }).verdict).toBe('contaminated')
})
