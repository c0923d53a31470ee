import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { describe, expect, test } from 'vitest'
import { collectRequests } from '../requests/collect-requests.js'
import { requestPlots } from '../requests/request-plots.js'
import { hostile } from '../testing/some-metrics.js'
import { someRecords } from '../testing/some-records.js'
import { collectLive } from './collect-live.js'
import { createLiveFeed } from './live-feed.js'
import { livePage } from './live-page.js'

describe('the live feed', () => {
  test('tells each watcher what it has not seen, in order', () => {
    const feed = createLiveFeed()
    for (const requestId of ['a', 'b', 'c']) feed.add(aRecord({ requestId }))
    const first = feed.after(0)
    feed.add(aRecord({ requestId: 'd', errorClass: 'server_error' }))
    const second = feed.after(first.next)
    expect(first.requests.map((each) => each.requestId)).toEqual(['a', 'b', 'c'])
    expect(second.requests.map((each) => each.requestId)).toEqual(['d'])
    expect(feed.after(second.next).requests).toEqual([])
    expect([feed.seen, feed.failed]).toEqual([4, 1])
  })

  test('keeps the newest only, however many there were', () => {
    const feed = createLiveFeed({ capacity: 3 })
    for (let at = 0; at < 10; at++) feed.add(aRecord({ requestId: `r${at}` }))
    expect(feed.after(0).requests.map((each) => each.requestId)).toEqual(['r7', 'r8', 'r9'])
    expect(feed.after(9).requests.map((each) => each.requestId)).toEqual(['r9'])
  })

  test('gathers the flags of the measured requests, for the alerts of the page', () => {
    const feed = createLiveFeed()
    feed.add(aRecord({ phase: 'warmup', flags: ['done_missing'] }))
    feed.add(aRecord({ flags: ['output_short'], simulated: true, promptLengthBasis: 'estimate' }))
    feed.add(aRecord({ flags: ['output_short'] }))
    expect([...feed.flags()].sort()).toEqual(['output_short', 'prompt_length_estimated', 'simulated'])
  })

  test('leaves out warm-up, texts and token stamps', () => {
    const feed = createLiveFeed()
    feed.add(aRecord({ phase: 'warmup' }))
    feed.add(aRecord({ outputText: 'secret' }))
    const { requests } = feed.after(0)
    expect(requests).toHaveLength(1)
    expect(JSON.stringify(requests)).not.toMatch(/secret|tokenAt/)
  })
})

test('live charts are those of the finished report', async () => {
  const feed = createLiveFeed()
  for (const record of someRecords(300)) feed.add(record)
  const live = requestPlots(collectLive(feed.after(0).requests), 'x')
  const finished = requestPlots(await collectRequests(someRecords(300)), 'x')
  expect(live).toEqual(finished)
})

test('the live page may talk to its own server only, and shows a hostile title as text', () => {
  const page = livePage({ title: hostile, subtitle: hostile })
  const [head = '', ...rest] = page.split('<body>')
  expect(head).toMatch(/default-src 'none'; script-src 'sha256-[^']*'; style-src 'sha256-[^']*'; .*connect-src 'self'/)
  const markup = rest.join().replace(/<script[\s\S]*<\/script>/, '')
  expect(markup).toContain('<h1>&lt;/script&gt;')
  expect(markup).not.toMatch(/<img|\u202e/)
})
