import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { SurfaceCapture } from '@sagellm-benchmark/protocol-types/evidence'
import { afterEach, describe, expect, test } from 'vitest'
import { info } from '../probes/info.js'
import { metrics } from '../probes/metrics.js'
import type { SurfaceProbe } from '../probes/define-probe.js'
import { captureSurface } from './capture-endpoint.js'

let server: Server | null = null
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
  server = null
})

async function ask(
  probe: SurfaceProbe,
  listener: RequestListener,
  changes: { maxBytes?: number; timeoutMs?: number } = {},
) {
  const started = createServer(listener)
  server = started
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve))
  const { port } = started.address() as AddressInfo
  return captureSurface(probe, { label: 'x', url: `http://127.0.0.1:${port}/v1`, ...changes })
}

const codeOf = ({ gap, body }: SurfaceCapture) => [gap?.code ?? null, body]

describe('over a real socket', () => {
  test('a page of 500 MB is left after the cap', async () => {
    let sent = 0
    const capture = await ask(metrics, (_, response) => {
      const block = Buffer.alloc(1024 * 1024, 'a 1\n')
      const more = (): void => {
        while (sent < 500 && !response.destroyed) {
          sent += 1
          if (!response.write(block)) return void response.once('drain', more)
        }
        response.end()
      }
      more()
    })
    expect(codeOf(capture)).toEqual(['surface_too_large', null])
    expect(capture.bytes).toBeLessThan(10 * 1024 * 1024)
    expect(sent).toBeLessThan(100)
  })

  test('a server that dies halfway is cut short, with and without a stated length', async () => {
    for (const headers of [{}, { 'content-length': '1000' }]) {
      const capture = await ask(info, (_, response) => {
        response.writeHead(200, headers)
        response.write('{"model":', () => response.socket?.destroy())
      })
      expect(codeOf(capture)).toEqual(['surface_cut_short', null])
      server?.close()
    }
  })

  test('a server that is not there is unreachable, by the name of the reason', async () => {
    const capture = await ask(info, (_, response) => response.end('{}'))
    const { port } = server?.address() as AddressInfo
    await new Promise((resolve) => server?.close(resolve))
    server = null
    expect(capture.body).toBe('{}')
    const gone = await captureSurface(info, { label: 'x', url: `http://127.0.0.1:${port}` })
    expect(gone.gap).toMatchObject({ code: 'surface_unreachable', message: 'no answer: ECONNREFUSED' })
  })

  test('an answer that trickles for ever ends at the time limit', async () => {
    const timers: NodeJS.Timeout[] = []
    const capture = await ask(
      info,
      (_, response) => {
        response.write('{')
        timers.push(setInterval(() => response.write(' '), 5))
      },
      { timeoutMs: 60 },
    )
    for (const timer of timers) clearInterval(timer)
    expect(codeOf(capture)).toEqual(['surface_timed_out', null])
  })

  test('a key is not carried to the place a redirect names', async () => {
    const capture = await ask(info, (_, response) => {
      response.writeHead(302, { location: 'http://127.0.0.1:9/steal' })
      response.end()
    })
    expect(capture.gap).toMatchObject({ code: 'surface_refused' })
  })
})
