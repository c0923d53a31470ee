import { expect, test } from 'vitest'
import { readWireError } from './error-body.js'

// Bodies as vLLM, SGLang, TGI, llama.cpp and FastAPI send them.

test('the nested form of OpenAI and vLLM is read', () => {
  expect(readWireError({ error: { message: 'no such model', type: 'NotFoundError', param: null, code: 404 } })).toEqual(
    {
      message: 'no such model',
      type: 'NotFoundError',
      param: null,
      code: '404',
      status: 404,
    },
  )
})

test('the flat form of SGLang and LMDeploy is read', () => {
  const error = readWireError({
    object: 'error',
    message: 'too long',
    type: 'BadRequestError',
    param: 'input',
    code: 400,
  })
  expect(error).toMatchObject({ message: 'too long', param: 'input', status: 400 })
})

test('the text form of TGI is read', () => {
  expect(readWireError({ error: 'inputs too long', error_type: 'validation' })).toMatchObject({
    message: 'inputs too long',
    type: 'validation',
  })
})

test('a status inside the body counts only when it is one', () => {
  expect(readWireError({ error: { message: 'x', http_status_code: 422 } })?.status).toBe(422)
  expect(readWireError({ error: { message: 'x', code: 'context_length_exceeded' } })?.status).toBeNull()
  expect(readWireError({ error: { message: 'x', code: 7 } })?.status).toBeNull()
})

test('the list of field errors that FastAPI sends becomes one text', () => {
  expect(readWireError({ detail: [{ loc: ['body'], msg: 'required' }] })?.message).toContain('required')
})

test.each([
  [{ type: 'error', message: 'words' }, null],
  [{ success: false, msg: 'words' }, null],
  [{ status: 'failed', message: 'words' }, null],
  [{ status: 503, message: 'words' }, 503],
  [{ code: 500, msg: 'words' }, 500],
  [{ error_code: 336003, error_msg: 'words' }, null],
  [{ errors: [{ message: 'words', code: 429 }] }, 429],
  [{ errors: ['words'] }, null],
  [{ choices: [], type: 'error', message: 'words' }, null],
  [{ error: true, message: 'words' }, null],
  [{ error: 1, code: 503, msg: 'words' }, 503],
])('%j calls itself an error', (json, status) => {
  expect(readWireError(json)).toMatchObject({ message: 'words', status })
})

test.each([
  { error_code: 0, error_msg: 'success' },
  { code: 200, msg: 'ok' },
  { object: 'chat.completion.warning', message: 'slow' },
  { errors: [], message: 'fine' },
  { type: 'error', choices: [{ delta: { content: 'a' } }], message: 'beside text' },
])('%j does not', (json) => {
  expect(readWireError(json)).toBeNull()
})

test('an error of no known shape is still an error', () => {
  expect(readWireError({ error: { reason: 'odd' } })?.message).toBe('{"reason":"odd"}')
})

test.each([null, 'text', 7, {}, { error: null }, { choices: [] }, { message: 'not flagged as error' }])(
  '%j holds no error',
  (json) => {
    expect(readWireError(json)).toBeNull()
  },
)

test('an error nested too deep to be written is an error all the same', () => {
  const depth = 200_000
  const error = JSON.parse(`${'{"error":'.repeat(depth)}1${'}'.repeat(depth)}`)
  expect(readWireError(error)).toMatchObject({ message: 'an error nested too deep to show' })
})
