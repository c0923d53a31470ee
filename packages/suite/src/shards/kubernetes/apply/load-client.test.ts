import { expect, test } from 'vitest'
import { type ClientLibrary, loadClient } from './load-client.js'

const failing = (code: string, message: string) =>
  loadClient(() => Promise.reject<ClientLibrary>(Object.assign(new Error(message), { code })))

test.each([
  // What Node says to an import, and to a require.
  ['ERR_MODULE_NOT_FOUND', "Cannot find package '@kubernetes/client-node' imported from /app/dist/index.js"],
  ['MODULE_NOT_FOUND', "Cannot find module '@kubernetes/client-node'\nRequire stack:\n- /app/dist/index.cjs"],
])('a missing client is one line with the command that installs it (%s)', async (code, message) => {
  await expect(failing(code, message)).rejects.toMatchObject({
    code: 'unavailable',
    message: '--apply needs the package @kubernetes/client-node, which is not installed',
    hint: expect.stringMatching(/npm install @kubernetes\/client-node@1$/),
  })
})

test('one that is there but does not load says why, in one line', async () => {
  const failed = failing('ERR_MODULE_NOT_FOUND', "Cannot find package 'js-yaml' imported from x\nat x")
  await expect(failed).rejects.toThrow(/does not load: Cannot find package 'js-yaml' imported from x$/)
})
