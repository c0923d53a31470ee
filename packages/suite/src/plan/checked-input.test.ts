import { expect, test } from 'vitest'
import { PlotRequest } from '../report/plot-request.js'
import { checkedInput } from './checked-input.js'

const names = { problem: 'the plots cannot be drawn', schemaName: 'PlotRequest' }

test('what was not given has the default of the schema', () => {
  expect(checkedInput(PlotRequest, {}, names)).toEqual({ formats: ['png'], theme: 'light', dpi: 300 })
})

test('what does not fit is refused by its field, with the name of the schema', () => {
  expect(() => checkedInput(PlotRequest, { dpi: 5000 }, names)).toThrow(
    expect.objectContaining({
      code: 'invalid_argument',
      message: expect.stringMatching(/^the plots cannot be drawn: dpi: /),
      hint: 'see PlotRequest',
    }),
  )
})
