import { expect, test } from 'vitest'
import { loadLibrary, type Transformers } from './load-library.js'

const failing = (error: Error & { code?: string }) => loadLibrary(() => Promise.reject<Transformers>(error))
const notFound = (code: string, message: string) => Object.assign(new Error(message), { code })

test.each([
  // What Node says to an import, and to a require.
  ['ERR_MODULE_NOT_FOUND', "Cannot find package '@huggingface/transformers' imported from /app/dist/index.js"],
  ['MODULE_NOT_FOUND', "Cannot find module '@huggingface/transformers'\nRequire stack:\n- /app/dist/index.cjs"],
])('a missing library is one line with the command that installs it (%s)', async (code, message) => {
  await expect(failing(notFound(code, message))).rejects.toMatchObject({
    code: 'unavailable',
    message: 'the CPU backend needs the package @huggingface/transformers, which is not installed',
    hint: expect.stringMatching(/npm i @huggingface\/transformers@\d+\.\d+\.\d+$/),
  })
})

test('a library that is there but does not load says why, in one line', async () => {
  const broken = notFound('ERR_DLOPEN_FAILED', 'libonnxruntime.so.1: cannot open shared object file\nat dlopen')
  const error = await failing(broken).catch((caught: Error) => caught)
  expect((error as Error).message).toMatch(/does not load: libonnxruntime\.so\.1: cannot open shared object file$/)
})

test('the installed version is the one that the hint names', async () => {
  const library = await loadLibrary()
  const error = await failing(notFound('MODULE_NOT_FOUND', 'gone')).catch((caught: unknown) => caught)
  expect(error).toMatchObject({ hint: expect.stringContaining(`@huggingface/transformers@${library.env.version}`) })
})
