// Who is measured, and under which load.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

const ours = (transport) => ({
  name: transport,
  command: ({ here, port, streams, tokens, stampsFile }) => [
    process.execPath,
    join(here, 'variants/ours.mjs'),
    port,
    streams,
    tokens,
    stampsFile,
    transport,
  ],
})

const python = '/usr/bin/python3'

export const variants = [
  {
    name: 'c',
    command: ({ folder, port, streams, tokens, stampsFile }) => [
      join(folder, 'epoll-reader'),
      port,
      streams,
      tokens,
      stampsFile,
    ],
  },
  ours('raw'),
  ours('undici'),
  ours('fetch'),
  {
    name: 'openai',
    command: ({ here, port, streams, tokens, stampsFile }) => [
      process.execPath,
      join(here, 'variants/openai.mjs'),
      port,
      streams,
      tokens,
      stampsFile,
    ],
  },
  {
    name: 'aiohttp',
    available() {
      try {
        execFileSync(python, ['-c', 'import aiohttp'], { stdio: 'ignore' })
        return true
      } catch {
        return false
      }
    },
    command: ({ here, port, streams, tokens, stampsFile }) => [
      python,
      join(here, 'variants/aiohttp_loop.py'),
      port,
      streams,
      tokens,
      stampsFile,
    ],
  },
]

// At full speed each variant gets about three seconds of work, so the fast ones get more events.
const firehoseTokens = { c: 150_000, raw: 150_000, undici: 80_000, fetch: 40_000, openai: 5000, aiohttp: 10_000 }

const timed = (streams, shape) => ({
  name: `${streams}x50-${shape}`,
  streams,
  rate: 50,
  shape,
  stamps: true,
  tokensFor: () => 200,
})

// Few tokens, long apart: what counts is that all streams are open at once.
const openStreams = (streams) => ({
  name: `rss-${streams}`,
  streams,
  rate: 1,
  shape: 'paced',
  stamps: false,
  tokensFor: () => 5,
  minTokens: 5,
})

export const regimes = [
  {
    name: 'firehose',
    streams: 32,
    rate: 0,
    shape: 'aligned',
    stamps: false,
    tokensFor: (name) => firehoseTokens[name],
  },
  timed(64, 'paced'),
  timed(64, 'aligned'),
  timed(256, 'paced'),
  timed(256, 'aligned'),
  openStreams(1000),
  openStreams(5000),
]
