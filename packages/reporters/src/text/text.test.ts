import { describe, expect, test } from 'vitest'
import { clipped, padded } from './fit-columns.js'
import { escapeHtml } from './escape-html.js'
import { codeBlock, escapeMarkdown } from './escape-markdown.js'
import { decimalsFor, formatNumber, formatShare } from './format-number.js'
import { visibleText } from './visible-text.js'

describe('text from outside', () => {
  test('escape codes and direction marks become visible', () => {
    expect(visibleText('a\u001b[31mb\u202ec\r\nd')).toBe('a\\x1b[31mb\\u202ec d')
  })

  test('a long text is cut between characters, not inside one', () => {
    expect(visibleText('😀😀😀', 4)).toBe('😀…')
  })

  test('Markdown shows exactly the text: no markup, cell border, HTML or heading', () => {
    expect(escapeMarkdown('a|b<i>*c*\n# `d`')).toBe('a\\|b&lt;i&gt;\\*c\\* \\# \\`d\\`')
    expect(escapeMarkdown('_a_ avg_ttft_ms')).toBe('\\_a\\_ avg_ttft_ms')
    expect(escapeMarkdown('- x')).toBe('\\- x')
    expect(escapeMarkdown('1. x')).toBe('1\\. x')
  })

  test('a code block has a fence that its text cannot close', () => {
    expect(codeBlock('a ```` b', 'sh')).toBe('`````sh\na ```` b\n`````')
  })

  test('HTML gets no markup and no way out of an attribute', () => {
    expect(escapeHtml(`<a b="c" d='e'>&`)).toBe('&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;')
  })
})

describe('widths', () => {
  test('Chinese characters and emoji take two columns, a combining mark none', () => {
    const columns = (text: string) => 9 - (padded(text, 9).length - text.length)
    expect(columns('模型 a')).toBe(6)
    for (const emoji of ['😀', '✅', '👩‍💻', '🇨🇳']) expect(columns(emoji)).toBe(2)
    expect(columns('e\u0301')).toBe(1)
    expect(columns('µs ·')).toBe(4)
  })

  test('padding and cutting count columns', () => {
    expect(padded('模', 4)).toBe('模  ')
    expect(padded('7', 3, 'right')).toBe('  7')
    expect(clipped('模型模型', 5)).toBe('模型…')
  })
})

describe('numbers', () => {
  test('about three digits are shown, the same decimals down a column', () => {
    expect(decimalsFor([41.2, 39.8, 52, 71.3, 8.1])).toBe(1)
    expect(decimalsFor([0, null])).toBe(0)
    expect(decimalsFor([1234.5])).toBe(0)
  })

  test('thousands are apart, what is unknown is a dash, a rounded zero has no sign', () => {
    expect(formatNumber(1234.5)).toBe('1,235')
    expect(formatNumber(1234567)).toBe('1,234,567')
    expect(formatNumber(null)).toBe('–')
    expect(formatNumber(-0.0001, 1)).toBe('0.0')
    expect(formatNumber(-1234.5, 1)).toBe('-1,234.5')
  })

  test('a share is given in per cent', () => {
    expect(formatShare(0.0123)).toBe('1.2 %')
    expect(formatShare(0.0004)).toBe('0.04 %')
    expect(formatShare(1)).toBe('100 %')
    expect(formatShare(null)).toBe('–')
  })
})
