import { access, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readiness } from '@sagellm-benchmark/suite/readiness'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

let cwd: string
let other: Server
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'readiness-address-'))
  other = createServer((_, response) => response.end('{"data":[{"id":"warm"}]}'))
})
afterEach(async () => {
  other.closeAllConnections()
  await new Promise((resolve) => other.close(resolve))
  await rm(cwd, { recursive: true, force: true })
})

const listen = (port: number) => new Promise<void>((resolve) => void other.listen(port, '127.0.0.1', resolve))

test('a server that answers before its process is started is not measured in its place', async () => {
  await listen(0)
  const { port } = other.address() as AddressInfo
  await new Promise((resolve) => other.close(resolve))
  const measuring = readiness(
    {
      target: { kind: 'endpoint', url: `http://127.0.0.1:${port}/v1` },
      workloads: [
        {
          ...{ name: 'burst', source: 'short_qa', promptTokens: 8, outputTokens: 4, requests: 1 },
          load: { kind: 'batch', size: 1 },
        },
      ],
    },
    // As a container that outlives its process does: it comes after the address was tried.
    { command: 'touch started; sleep 60', coldCommand: 'touch cold; until [ -e go ]; do sleep 0.05; done' },
    { cwd },
  )
  const refused = expect(measuring).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('before the server is started'),
  })
  await vi.waitFor(() => access(join(cwd, 'cold')), { timeout: 120_000 })
  await listen(port)
  await writeFile(join(cwd, 'go'), '')
  await refused
  await expect(access(join(cwd, 'started'))).rejects.toThrow(/ENOENT/)
})
