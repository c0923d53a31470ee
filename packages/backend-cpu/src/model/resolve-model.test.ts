import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EMBEDDED_MODEL_ID, embeddedModelFolder } from './embedded-model.js'
import { resolveModel } from './resolve-model.js'

let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'models-'))
})
afterAll(() => rmSync(root, { recursive: true }))

function copyTo(...path: string[]): string {
  const folder = join(root, ...path)
  cpSync(embeddedModelFolder(), folder, { recursive: true })
  return folder
}

test('no model is the embedded one, which says that its weights are random', () => {
  const model = resolveModel(null)
  expect(model).toMatchObject({ kind: 'embedded', name: EMBEDDED_MODEL_ID, dtype: 'fp32' })
  expect(model.notice).toMatch(/random weights.*meaningless.*timings are real/)
})

test('a folder is served under its own name', () => {
  const folder = copyTo('my-model')
  expect(resolveModel(folder, { environment: {} })).toMatchObject({ kind: 'folder', name: 'my-model', source: folder })
})

test('a path that is no hub id must be a folder', () => {
  expect(() => resolveModel('./nowhere/at/all')).toThrow(expect.objectContaining({ code: 'not_found' }))
  expect(() => resolveModel(' ')).toThrow(expect.objectContaining({ code: 'invalid_argument' }))
})

describe('a hub id', () => {
  const none = { HF_HOME: '/nonexistent' }

  test('without a copy on this machine is left to be downloaded', () => {
    expect(resolveModel('someone/gpt', { environment: none })).toMatchObject({ kind: 'hub', name: 'someone/gpt' })
  })

  const variables = ['SAGELLM_BENCHMARK_LOCAL_MODEL_DIR', 'VLLM_LOCAL_MODEL_DIR', 'HF_LOCAL_MODEL_DIR']

  test.each(variables)('%s may name its folder itself, and that of another model is not taken for it', (variable) => {
    const source = copyTo('own', variable, 'someone--gpt')
    const environment = { ...none, [variable]: source }
    expect(resolveModel('someone/gpt', { environment })).toMatchObject({ kind: 'folder', source })
    expect(resolveModel('someone/other', { environment }).kind).toBe('hub')
  })

  test.each(variables)('is found in the folder of %s', (variable) => {
    const source = copyTo(variable, 'gpt')
    const environment = { ...none, [variable]: join(root, variable) }
    expect(resolveModel('someone/gpt', { environment })).toMatchObject({ kind: 'folder', name: 'someone/gpt', source })
  })

  test('is found in the cache of the hub, at the revision that main names', () => {
    const repository = ['hub', 'models--someone--gpt']
    copyTo(...repository, 'snapshots', 'aaa')
    const source = copyTo(...repository, 'snapshots', 'bbb')
    mkdirSync(join(root, ...repository, 'refs'))
    writeFileSync(join(root, ...repository, 'refs', 'main'), 'bbb\n')
    expect(resolveModel('someone/gpt', { environment: { HF_HOME: root } })).toMatchObject({ kind: 'folder', source })
  })

  test('of which only a part is on this machine is passed over', () => {
    mkdirSync(join(root, 'partial', 'gpt'), { recursive: true })
    const environment = { ...none, HF_LOCAL_MODEL_DIR: join(root, 'partial') }
    expect(resolveModel('someone/gpt', { environment }).kind).toBe('hub')
  })
})
