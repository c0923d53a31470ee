import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hostile } from '../testing/some-metrics.js'
import { html, markupText, trustedMarkup } from './markup.js'

test('text is escaped, markup is not, lists follow each other, null is nothing', () => {
  const items = ['a & b', '<i>'].map((each) => html`<li>${each}</li>`)
  const page = html`<ul title="${'"x"'}">${items}${null}</ul>${[1, 2]}`
  expect(markupText(page)).toBe('<ul title="&quot;x&quot;"><li>a &amp; b</li><li>&lt;i&gt;</li></ul>12')
})

test('an object that looks like markup is none: the key cannot be written in JSON', () => {
  const forged = JSON.parse('{"markup":"<script>"}') as never
  expect(markupText(html`<p>${forged}</p>`)).not.toContain('<script>')
})

test('no text closes its element or its attribute, whatever it is', () => {
  const texts = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.constant(hostile))
  fc.assert(
    fc.property(texts, (text) => {
      const page = markupText(html`<p title="${text}">${text}</p>`)
      expect(page.match(/[<>]/g)).toEqual(['<', '>', '<', '>'])
      expect(page.match(/["']/g)).toEqual(['"', '"'])
    }),
  )
})

test('what the package itself ships may stand as it is', () => {
  expect(markupText(html`<style>${trustedMarkup('a > b {}')}</style>`)).toBe('<style>a > b {}</style>')
})
