import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env } from '@huggingface/transformers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createCpuEngine, embeddedModelFolder } from '../src/index.js'

const LAYOUT = /config\.json, tokenizer\.json, tokenizer_config\.json and onnx\/model\.onnx/

describe('a hub id that cannot be had names the folder layout to use instead', () => {
  const asked: string[] = []
  const realHost = env.remoteHost
  let hub: Server
  beforeAll(async () => {
    hub = createServer((request, response) => {
      asked.push(request.url ?? '')
      response.writeHead(404).end()
    })
    await new Promise<void>((resolve) => hub.listen(0, '127.0.0.1', resolve))
  })
  afterAll(() => {
    env.remoteHost = realHost
    hub.close()
  })
  const tries = (remoteHost: string) => {
    env.remoteHost = remoteHost
    return createCpuEngine({ model: 'nobody/no-such-model', environment: { HF_HOME: '/nonexistent' } })
  }

  test('because the hub does not have it', async () => {
    await expect(tries(`http://127.0.0.1:${(hub.address() as AddressInfo).port}/`)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/^the model nobody\/no-such-model cannot be had from the hub: [^\n]+$/),
      hint: expect.stringMatching(LAYOUT),
    })
    expect(asked.some((url) => url.startsWith('/nobody/no-such-model/'))).toBe(true)
  })

  test('because there is no hub', async () => {
    await expect(tries('http://127.0.0.1:9/')).rejects.toMatchObject({
      code: 'unavailable',
      hint: expect.stringMatching(LAYOUT),
    })
  })
})

test('a folder that is not there is refused before anything is loaded', async () => {
  await expect(createCpuEngine({ model: '/nowhere/model' })).rejects.toMatchObject({
    code: 'not_found',
    message: 'no model folder at /nowhere/model',
    hint: expect.stringMatching(LAYOUT),
  })
})

test('weights that are no ONNX model are one line that names the folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'broken-model-'))
  cpSync(embeddedModelFolder(), folder, { recursive: true })
  writeFileSync(join(folder, 'onnx', 'model.onnx'), 'not a model')
  const error = await createCpuEngine({ model: folder }).catch((caught: unknown) => caught)
  rmSync(folder, { recursive: true })
  expect(error).toMatchObject({ code: 'unavailable', message: expect.stringContaining(folder) })
  expect((error as Error).message).not.toContain('\n')
})
