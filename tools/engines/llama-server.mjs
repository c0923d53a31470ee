import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { engineFolder } from './engine-folder.mjs'
import { unpackDebianPackages } from './debian-packages.mjs'
import { startServer } from './start-server.mjs'
import { tinyGguf } from './tiny-model.mjs'

/** llama-server and all that it loads, the C library included: the system's may be too old for it. */
const PACKAGES = [
  'llama.cpp-tools',
  'libllama0',
  'libggml0',
  'libc6',
  'libgcc-s1',
  'libstdc++6',
  'libssl3t64',
  'libgomp1',
  'zlib1g',
  'libzstd1',
]

/** Starts a real llama-server with a tiny model; resolves when it answers. `{ url, version, stop }`. */
export async function startLlamaServer({ slots = 16, context = 1_024 } = {}) {
  const root = engineFolder('llama-server')
  await unpackDebianPackages(root, PACKAGES)
  const libraries = join(root, 'usr/lib/x86_64-linux-gnu')
  return startServer({
    command: join(libraries, 'ld-linux-x86-64.so.2'),
    args: ({ port }) => [
      ...['--library-path', `${libraries}:${libraries}/llama`, join(root, 'usr/bin/llama-server')],
      ...['-m', tinyGguf(), '--host', '127.0.0.1', '--port', String(port), '-t', '1', '--metrics'],
      ...['-np', String(slots), '-c', String(slots * context)],
    ],
    env: { GGML_BACKEND_PATH: join(libraries, 'ggml/backends0', `libggml-cpu-${instructionSet()}.so`) },
    ready: '/health',
  })
}

function instructionSet() {
  return /\bavx2\b/.test(readFileSync('/proc/cpuinfo', 'utf8')) ? 'haswell' : 'x64'
}
