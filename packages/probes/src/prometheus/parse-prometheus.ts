import type { MetricExemplar, MetricFamily, MetricPage, MetricSample } from './metric-page.js'
import { parseNumber } from './parse-number.js'

/**
 * A page in the Prometheus text format (version 0.0.4, and the quoted names of 1.0.0) or in OpenMetrics. A line that does
 * not fit is left out and counted; the rest of the page still counts. Linear in the length of the text; never throws.
 *
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 * @see https://prometheus.io/docs/specs/om/open_metrics_spec/
 * @example parsePrometheus('a_total{x="1"} 3').samples[0]?.value // 3
 */
export function parsePrometheus(text: string): MetricPage {
  const openMetrics = /(?:^|\n)# EOF\r?\n?$/.test(text.slice(-10))
  const samples: MetricSample[] = []
  const families = new Map<string, MetricFamily>()
  let malformedLines = 0
  let firstMalformedLine: number | null = null

  let number = 0
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start)
    const end = newline < 0 ? text.length : newline
    const line = text.slice(start, end).trim()
    start = end + 1
    number += 1
    if (line === '') continue
    if (line.startsWith('#')) {
      readComment(line, families)
      continue
    }
    const sample = readSample(line, { number, openMetrics })
    if (sample) samples.push(sample)
    else {
      malformedLines += 1
      firstMalformedLine ??= number
    }
  }
  return { format: openMetrics ? 'openmetrics' : 'prometheus', samples, families, malformedLines, firstMalformedLine }
}

type Place = { readonly number: number; readonly openMetrics: boolean }

const namePattern = /[a-zA-Z_:][\w:]*/y
const labelPattern = /\s*(?:([a-zA-Z_][\w.:]*)|"((?:[^"\\]|\\.)*)")\s*/y
const valuePattern = /\s*"((?:[^"\\]|\\.)*)"\s*/y

function readSample(line: string, place: Place): MetricSample | null {
  let name = match(namePattern, line, 0)?.[0] ?? null
  let at = skipSpace(line, name?.length ?? 0)
  let labels: [string, string][] = []
  if (line[at] === '{') {
    const set = readLabels(line, at)
    if (!set || (name !== null && set.quotedName !== null)) return null
    name ??= set.quotedName
    labels = set.labels
    at = set.end
  }
  if (name === null) return null

  // An exemplar can only stand behind the labels, so a hash in a label is none.
  const hash = line.indexOf(' # ', at)
  const [value, time, ...more] = words(line.slice(at, hash < 0 ? line.length : hash))
  const number = parseNumber(value)
  const timestampMs = readTime(time, place)
  const exemplar = hash < 0 ? null : readExemplar(line, hash + 3)
  if (number === null || timestampMs === undefined || more.length > 0 || exemplar === undefined) return null
  return { name, labels: Object.fromEntries(labels), value: number, timestampMs, exemplar, line: place.number }
}

type LabelSet = { readonly labels: [string, string][]; readonly quotedName: string | null; readonly end: number }

/** `{a="1", "b.c"="2",}` and `{"the.name", a="1"}`; `open` is the place of the brace. */
function readLabels(line: string, open: number): LabelSet | null {
  const labels: [string, string][] = []
  let quotedName: string | null = null
  let at = skipSpace(line, open + 1)
  while (line[at] !== '}') {
    const label = match(labelPattern, line, at)
    if (!label) return null
    at += label[0].length
    const name = label[1] ?? unescape(label[2] ?? '')
    if (line[at] === '=') {
      const value = match(valuePattern, line, at + 1)
      if (!value) return null
      labels.push([name, unescape(value[1] ?? '')])
      at += 1 + value[0].length
    } else if (label[1] === undefined && quotedName === null && labels.length === 0) quotedName = name
    else return null
    if (line[at] === ',') at = skipSpace(line, at + 1)
    else if (line[at] !== '}') return null
  }
  return { labels, quotedName, end: at + 1 }
}

/** `{trace_id="x"} 0.5 1700000000.1`; `undefined` where it is malformed. */
function readExemplar(line: string, start: number): MetricExemplar | undefined {
  const set = line[start] === '{' ? readLabels(line, start) : null
  if (!set || set.quotedName !== null) return undefined
  const [value, time, ...more] = words(line.slice(set.end))
  const number = parseNumber(value)
  const timestampMs = readTime(time, { number: 0, openMetrics: true })
  if (number === null || timestampMs === undefined || more.length > 0) return undefined
  return { labels: Object.fromEntries(set.labels), value: number, timestampMs }
}

/** Prometheus counts time in ms, OpenMetrics in seconds. `undefined` where it is no time. */
function readTime(word: string | undefined, { openMetrics }: Place): number | null | undefined {
  if (word === undefined) return null
  const time = parseNumber(word)
  return time === null || !Number.isFinite(time) ? undefined : openMetrics ? time * 1000 : time
}

function readComment(line: string, families: Map<string, MetricFamily>): void {
  const [, kind, quoted, plain, rest = ''] =
    /^#\s+(TYPE|HELP|UNIT)\s+(?:"((?:[^"\\]|\\.)*)"|(\S+))\s*(.*)$/s.exec(line) ?? []
  if (!kind) return
  const name = quoted === undefined ? (plain ?? '') : unescape(quoted)
  const family = families.get(name) ?? { type: null, help: null, unit: null }
  const value = kind === 'HELP' ? unescape(rest) : rest.toLowerCase()
  families.set(name, { ...family, [kind.toLowerCase()]: value })
}

function unescape(text: string): string {
  return text.includes('\\') ? text.replace(/\\(.)/g, (whole, char) => escapes[char] ?? whole) : text
}

const escapes: Readonly<Record<string, string>> = { n: '\n', '\\': '\\', '"': '"' }

function match(pattern: RegExp, line: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(line)
}

function skipSpace(line: string, from: number): number {
  let at = from
  while (line[at] === ' ' || line[at] === '\t') at += 1
  return at
}

function words(text: string): string[] {
  return text.split(/[ \t]+/).filter((word) => word !== '')
}
