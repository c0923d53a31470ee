import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import {
  figuresOf,
  type Metric,
  type MetricName,
  metrics,
  statisticName,
} from '@sagellm-benchmark/protocol-types/metrics'
import { expect, test } from 'vitest'

const file = resolve(import.meta.dirname, '../../../docs/metrics.md')
const [begin, end] = ['<!-- catalogue -->', '<!-- /catalogue -->']

test('docs/metrics.md describes every metric of the catalogue (UPDATE_DOCS=1 rewrites that part)', async () => {
  const page = await readFile(file, 'utf8')
  const [before, after] = [page.split(begin)[0], page.split(end)[1]]
  const whole = `${before}${begin}\n\n${catalogue()}\n\n${end}${after}`
  if (process.env['UPDATE_DOCS']) await writeFile(file, whole)
  expect(await readFile(file, 'utf8')).toBe(whole)
})

function catalogue(): string {
  const named = metrics.filter(({ elsewhere }) => Object.keys(elsewhere).length > 0)
  return [
    '| metric | how it is computed, and what it shows | unit | better | statistics |',
    '| --- | --- | --- | --- | --- |',
    ...metrics.map(({ wire, formula, meaning, unit, better, statistics }) => {
      const names = statistics.map(statisticName).filter(Boolean).join(' ')
      return row([`\`${wire}\``, `${formula}. ${meaning}`, unit, better, names])
    }),
    '',
    'What other tools call them:',
    '',
    '| metric | elsewhere |',
    '| --- | --- |',
    ...named.map(({ wire, elsewhere }) => {
      const tools = Object.entries(elsewhere).map(([tool, name]) => `${tool}: ${name}`)
      return row([`\`${wire}\``, tools.join('; ')])
    }),
    '',
    `95 % intervals, by what they rest on. Rounds or single requests: ${byInterval('requests')}. Rounds, and for a share of the requests`,
    `Wilson's interval too: ${byInterval('share')}. Rounds only: ${byInterval('rounds')}.`,
    '',
    `Service levels: ${limits().join(', ')}.`,
  ].join('\n')
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

function byInterval(rule: Metric['interval']): string {
  const own = metrics.filter(({ interval }) => interval === rule)
  return own.map(({ wire }) => `\`${figuresOf(wire)[0]?.name}\``).join(', ')
}

function limits(): string[] {
  return metrics.flatMap(({ wire, serviceLevels = [] }: Metric<MetricName>) =>
    serviceLevels.map((name) => (name === wire ? `\`${name}\`` : `\`${name}\` (judged on \`${wire}\`)`)),
  )
}
