/** What stands for the value of a flag in its help, where the flag's name says it. */
const placeholders: Readonly<Record<string, string>> = {
  backend: 'NAME',
  burstiness: 'NUMBER',
  config: 'FILE',
  dataset: 'NAME',
  dialect: 'NAME',
  endpoint: 'NAME',
  extraBody: 'JSON',
  goodput: 'METRIC:MS',
  label: 'NAME',
  load: 'KIND,FIELD=VALUE,...',
  model: 'MODEL',
  output: 'FOLDER',
  outputDir: 'FOLDER',
  outputLengths: 'KIND,FIELD=VALUE,...',
  plotDir: 'FOLDER',
  promptLengths: 'KIND,FIELD=VALUE,...',
  requestRate: 'NUMBER',
  rendezvous: 'HOST:PORT',
  resume: 'FOLDER',
  shard: 'I/N',
  trace: 'FILE',
  workload: 'NAME',
}

/**
 * What stands for the text that a flag takes: by its name, else by how its description begins (`LABEL=URL; ...`).
 *
 * @example placeholderOf('targetCommand', 'LABEL=COMMAND that starts it') // 'LABEL=COMMAND'
 */
export function placeholderOf(key: string, description: string): string {
  const [, shown] = /\b([A-Z]+[=/][A-Z]+)\b/.exec(description.slice(0, 40)) ?? []
  if (shown !== undefined) return shown
  const own = Object.hasOwn(placeholders, key) ? placeholders[key] : undefined
  if (own !== undefined) return own
  if (/url$/i.test(key)) return 'URL'
  if (/(file|path|json|md|markdown)$/i.test(key)) return 'FILE'
  if (/command|cmd$/i.test(key)) return 'COMMAND'
  return /folder|root$/i.test(key) ? 'FOLDER' : 'TEXT'
}
