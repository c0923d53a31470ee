import { expect, test } from 'vitest'
import { bodyText } from './body-text.js'

test('the page of a gateway becomes its words, at most 200 characters of them', () => {
  expect(bodyText('<html><body>\n <h1>502 Bad  Gateway</h1></body></html>')).toBe('502 Bad Gateway')
  expect(bodyText('x'.repeat(5000))).toHaveLength(200)
})

test('styles, scripts and comments of a page are no words', () => {
  const page = '<html><style>p{color:red}</style><script>go()</script><!-- a > b --><h1>502 Bad Gateway</h1></html>'
  expect(bodyText(page)).toBe('502 Bad Gateway')
})
