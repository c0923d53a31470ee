// Who is measured, and under which load.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const ours = (name, transport = name, workers = 1) => ({
  name,
  ours: true,
  // Threads that are to share the work need more than the one core of the others.
  anyCore: workers > 1,
  command: ({ here, port, streams, warm, tokens, stampsFile, profileFolder }) => [
    process.execPath,
    ...(profileFolder ? ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`] : []),
    join(here, 'variants/ours.mjs'),
    port,
    streams,
    warm,
    tokens,
    stampsFile,
    transport,
    workers,
  ],
})

/** One of our variants as another checkout has it, built: with that one's program and client. */
export const before = (variant, checkout) => ({
  ...variant,
  label: `${variant.name}-before`,
  command: (run) => variant.command({ ...run, here: join(checkout, 'packages/clients/bench') }),
})

const python = ['/usr/bin/python3', 'python3'].find(hasAiohttp)

export const variants = [
  {
    name: 'c',
    command: ({ folder, port, streams, warm, tokens, stampsFile }) => [
      join(folder, 'epoll-reader'),
      port,
      streams,
      warm,
      tokens,
      stampsFile,
    ],
  },
  {
    name: 'node-floor',
    command: ({ here, port, streams, warm, tokens, stampsFile }) => [
      process.execPath,
      join(here, 'variants/node-floor.mjs'),
      port,
      streams,
      warm,
      tokens,
      stampsFile,
    ],
  },
  { ...ours('kernel'), missing: kernelProblem() },
  ours('raw'),
  ours('raw-2-workers', 'raw', 2),
  ours('undici'),
  ours('fetch'),
  {
    name: 'openai',
    command: ({ here, port, streams, warm, tokens, stampsFile }) => [
      process.execPath,
      join(here, 'variants/openai.mjs'),
      port,
      streams,
      warm,
      tokens,
      stampsFile,
    ],
  },
  {
    name: 'aiohttp',
    missing: python ? null : 'aiohttp is not installed: apt-get install python3-aiohttp, or pip install aiohttp',
    command: ({ here, port, streams, warm, tokens, stampsFile }) => [
      python,
      join(here, 'variants/aiohttp_loop.py'),
      port,
      streams,
      warm,
      tokens,
      stampsFile,
    ],
  },
]

// At full speed each variant gets about three seconds of work, so the fast ones get more events.
const firehoseTokens = {
  c: 150_000,
  kernel: 150_000,
  raw: 150_000,
  undici: 80_000,
  fetch: 40_000,
  openai: 5000,
  aiohttp: 10_000,
}

const others = ['c', 'kernel', 'raw', 'undici', 'openai', 'aiohttp']

// Two seconds of warm-up, as a run has it: compilation is over then, for every client alike.
const timed = (streams, shape, names = []) => ({
  name: `${streams}x50-${shape}`,
  streams,
  rate: 50,
  shape,
  stamps: true,
  variants: [...others, 'node-floor', ...names],
  warmFor: () => 100,
  tokensFor: () => 150,
})

// So many processes that never pause beside server and client: a machine that has other work.
const busy = (streams, shape, processes) => ({
  ...timed(streams, shape),
  name: `${streams}x50-${shape}-busy`,
  variants: ['c', 'kernel', 'raw'],
  busy: processes,
})

// Few tokens, far apart: what counts is that all streams are open at once. Memory hardly varies, so one round is enough.
const openStreams = (streams, names = ['c', 'kernel', 'raw', 'undici', 'fetch', 'openai', 'aiohttp']) => ({
  name: `open-${streams}`,
  streams,
  rate: 2,
  shape: 'paced',
  stamps: false,
  variants: names,
  rounds: 1,
  warmFor: () => 0,
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
    variants: [...others, 'fetch'],
    warmFor: (name) => firehoseTokens[name] / 5,
    tokensFor: (name) => firehoseTokens[name],
  },
  timed(64, 'paced'),
  timed(64, 'aligned'),
  timed(256, 'paced'),
  timed(256, 'aligned', ['raw-2-workers']),
  // What a request costs beside its tokens: it is written, its first events are parsed, and its record is made.
  {
    name: 'short-answers',
    streams: 2000,
    rate: 0,
    shape: 'aligned',
    stamps: false,
    variants: [...others, 'fetch'],
    warmFor: () => 5,
    tokensFor: () => 5,
    minTokens: 5,
  },
  openStreams(1000),
  openStreams(5000),
  openStreams(10_000, ['c', 'kernel', 'raw']),
  busy(64, 'aligned', 8),
]

/** Where a profile is taken: many events a read, one, and many requests. */
export const profiled = ['firehose', '256x50-aligned', 'short-answers'].flatMap((regime) =>
  ['kernel', 'raw', 'undici'].map((variant) => ({ regime, variant })),
)

/** Why the transport with the kernel's stamps cannot be measured here; `null` where it can. */
function kernelProblem() {
  const built = new URL('../../kernel-transport/dist/index.js', import.meta.url)
  if (!existsSync(built)) return 'the package kernel-transport is not built: npm run build'
  return process.platform === 'linux' ? null : 'it needs Linux'
}

function hasAiohttp(command) {
  try {
    execFileSync(command, ['-c', 'import aiohttp'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
