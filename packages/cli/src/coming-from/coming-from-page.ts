import { type ForeignFlag, foreignFlags, type Tool, tools } from './foreign-flags.js'

const fates: Readonly<Record<ForeignFlag['fate'], string>> = {
  same: 'the same',
  alias: 'another name',
  instead: 'use',
  differs: 'means something else here',
  none: 'not here',
}

/** The tables of `docs/coming-from.md`: each flag of each tool, and what it is here. */
export function comingFromTables(): string {
  return (Object.keys(tools) as Tool[]).flatMap(section).join('\n')
}

function section(tool: Tool): string[] {
  const rows = foreignFlags.filter((row) => row.tool === tool)
  return [
    `## ${tools[tool]}`,
    '',
    '| there | here | |',
    '| --- | --- | --- |',
    ...rows.map(({ flag, fate, ours, note }) => `| \`${flag}\` | ${here({ fate, ours })} | ${cell(note ?? '')} |`),
    '',
  ]
}

function here({ fate, ours }: Pick<ForeignFlag, 'fate' | 'ours'>): string {
  if (fate === 'same') return fates.same
  return ours === null ? fates[fate] : `${fates[fate]}: \`${cell(ours)}\``
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;')
}
