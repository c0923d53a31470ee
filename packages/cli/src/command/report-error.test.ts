import { BenchError } from '@sagellm-benchmark/protocol-types'
import { expect, test } from 'vitest'
import { reportError } from './report-error.js'

function reported(error: unknown) {
  let stderr = ''
  const io = {
    ...{ env: {}, cwd: '/', argv: [], signal: new AbortController().signal, stdout: { write: () => undefined } },
    stderr: { write: (text: string) => void (stderr += text) },
  }
  return [reportError(error, io), stderr]
}

const tooMany = Object.assign(new Error('EMFILE: too many open files'), {
  ...{ code: 'EMFILE', syscall: 'open', path: '/program/chunk.js' },
})
const LIMIT = 'cannot use /program/chunk.js: the limit of open files of this process is reached (EMFILE)'

test('the limit of open files is named, with what to do, whichever call met it', () => {
  expect(reported(tooMany)).toEqual([1, `sagellm-benchmark: ${LIMIT}; raise it (ulimit -n)\n`])
  const misread = new BenchError('not_found', 'no model there', { hint: 'give a folder', cause: tooMany })
  expect(reported(misread)).toEqual([1, `sagellm-benchmark: no model there: ${LIMIT}; raise it (ulimit -n)\n`])
})

test('an error that names what has run out keeps its own words', () => {
  const named = new BenchError('resource_exhausted', 'cannot open another connection', {
    hint: 'lower --concurrency',
    cause: tooMany,
  })
  expect(reported(named)).toEqual([1, 'sagellm-benchmark: cannot open another connection; lower --concurrency\n'])
})

test('what was used wrongly ends with 2, a defect with 1 and a way to its stack', () => {
  expect(reported(new BenchError('invalid_argument', 'no'))).toEqual([2, 'sagellm-benchmark: no\n'])
  expect(reported(new Error('a\nb'))).toEqual([
    1,
    'sagellm-benchmark: a b (unexpected; set NODE_DEBUG=sagellm-bench for the stack)\n',
  ])
})
