import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, readFile, rename } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createReferenceEngine, startEngineServer } from '@sagellm-benchmark/reference-engine'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Front, startForwardProxy, startTlsFront } from './fronts.js'
import { readRecords } from './read-records.js'

const file = (name: string) => resolve(import.meta.dirname, '../fixtures', name)
const [certFile, keyFile, encryptedKey] = ['certificate', 'key', 'encrypted-key'].map((each) =>
  file(`test-only-${each}.pem`),
) as [string, string, string]
const own = { cert: readFileSync(certFile), key: readFileSync(keyFile) }

type Program = () => { readonly program: string; readonly project: string }

/** The installed program over every transport, through proxies, over TLS, and at the limits of the machine. */
export function describeConnections(installed: Program): void {
  describe('reaches a server', () => {
    const open: { close(): Promise<unknown> }[] = []
    let http: string
    let port: number
    let tls: Front
    let demanding: Front

    beforeAll(async () => {
      const engine = createReferenceEngine({ decodeStepMs: 1, prefillBaseMs: 1 })
      // Bound to one machine it would answer to names of that machine only; through a proxy it has another one.
      const server = await startEngineServer({ engine, dialect: 'openai', host: '0.0.0.0' })
      port = server.port
      http = `http://127.0.0.1:${port}/v1`
      tls = await startTlsFront(port, own)
      demanding = await startTlsFront(port, { ...own, requestCert: true, rejectUnauthorized: true, ca: own.cert })
      open.push(engine, server, tls, demanding)
    })
    afterAll(async () => {
      for (const each of open.reverse()) await each.close()
    })

    /** Runs the program to its end. @param shell - what is done before, in the same process. */
    const run = async (url: string, flags: readonly string[], { env = {}, shell = '' } = {}) => {
      const { program, project } = installed()
      const folder = await mkdtemp(join(tmpdir(), 'connections-'))
      const load = '--prompt-tokens 16 --output-tokens 4 --warmup 0 --quiet'.split(' ')
      const requests = flags.includes('--num-prompts') ? [] : ['--num-prompts', '4']
      const concurrency = flags.some((each) => /^--(concurrency|request-rate)$/.test(each))
        ? []
        : ['--concurrency', '2']
      const words = ['run', '--backend-url', url, ...load, ...requests, ...concurrency, '-o', folder, ...flags]
      const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/_proxy$/i.test(name)))
      const options = { cwd: project, env: { ...clean, ...env } }
      const { code, stderr } = await new Promise<{ code: number; stderr: string }>((done) => {
        const command = ['-c', `${shell}exec "$0" "$@"`, program, ...words]
        execFile('bash', command, options, (error, _, text) => done({ code: Number(error?.code ?? 0), stderr: text }))
      })
      const records = await readRecords(folder)
      return { code, stderr, folder, records, errors: records.map((each) => each.error_class) }
    }
    const success = { code: 0, errors: [null, null, null, null] }

    test.each(['auto', 'raw', 'undici', 'fetch'])('over %s in an open loop, and ends', async (transport) => {
      const openLoop = ['--transport', transport, '--request-rate', '100']
      const ahead = transport === 'fetch' ? [] : ['--connections-ahead', '4']
      expect(await run(http, [...openLoop, ...ahead])).toMatchObject(success)
    })

    test.skipIf(process.platform !== 'linux')(
      'with the kernel’s stamps by default, and without its optional dependency with those of raw, and says why',
      async () => {
        const stamped = await run(http, [])
        expect(stamped).toMatchObject(success)
        expect(new Set(stamped.records.map(({ transport }) => transport))).toEqual(new Set(['kernel']))
        const koffi = join(installed().project, 'node_modules/koffi')
        await rename(koffi, `${koffi}-away`)
        try {
          const without = await run(http, [])
          expect(without).toMatchObject(success)
          expect(new Set(without.records.map(({ transport }) => transport))).toEqual(new Set(['raw']))
          expect(await readFile(join(without.folder, 'REPORT.md'), 'utf8')).toMatch(
            /raw transport.*koffi.*is not installed/,
          )
          const demanded = await run(http, ['--transport', 'kernel'])
          expect(demanded).toMatchObject({
            code: 2,
            stderr: expect.stringMatching(/koffi.*not installed.*--transport auto/),
          })
        } finally {
          await rename(`${koffi}-away`, koffi)
        }
      },
    )

    test.each(['raw', 'undici'])(
      'over TLS by %s in a closed loop: an authority that is given, a client certificate',
      async (by) => {
        const flags = ['--transport', by, '--ca-file', certFile]
        expect(await run(`https://127.0.0.1:${tls.port}/v1`, flags)).toMatchObject(success)
        const shown = [...flags, '--cert-file', certFile, '--key-file', encryptedKey]
        const env = { SAGELLM_BENCHMARK_KEY_PASSWORD: 'test-only' }
        expect(await run(`https://127.0.0.1:${demanding.port}/v1`, shown, { env })).toMatchObject(success)
      },
    )

    test('over TLS by fetch, with the runtime’s own list of authorities', async () => {
      const env = { NODE_EXTRA_CA_CERTS: certFile }
      expect(await run(`https://127.0.0.1:${tls.port}/v1`, ['--transport', 'fetch'], { env })).toMatchObject(success)
    })

    test('through a tunnel of HTTPS_PROXY', async () => {
      const tunnel = await startForwardProxy(tls.port, { authorization: `Basic ${btoa('me:open sesame')}` })
      open.push(tunnel)
      const env = { HTTPS_PROXY: `http://me:open%20sesame@127.0.0.1:${tunnel.port}` }
      const secure = await run('https://gpu-1.test/v1', ['--insecure'], { env })
      expect(secure).toMatchObject(success)
      expect(new Set(tunnel.seen)).toEqual(new Set(['CONNECT gpu-1.test:443']))
    })

    test('with more places than requests opens no more connections than it needs', async () => {
      expect(await run(http, ['--concurrency', '100000'])).toMatchObject(success)
    })

    test('where this machine has no more open files the run ends with that name, and nothing counts against the server', async () => {
      const flags = ['--concurrency', '200', '--num-prompts', '200']
      const { code, stderr, errors } = await run(http, flags, { shell: 'ulimit -n 100; ' })
      expect(code).toBe(1)
      expect(stderr).toMatch(/open files.*EMFILE.*ulimit -n/s)
      expect(errors.filter((each) => each !== null && each !== 'cancelled_by_run')).toEqual([])
    })
  })
}
