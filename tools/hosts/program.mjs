import { fileURLToPath } from 'node:url'

/** The built program. */
export const bin = fileURLToPath(new URL('../../packages/cli/dist/bin.js', import.meta.url))

/** A load of few tokens, whose requests and times follow from a seed. */
export const small = ['--prompt-tokens', '16', '--output-tokens', '4', '--warmup', '0', '--seed', '5', '--quiet']

/** Starts the simulator on a host, for all hosts. @returns its base URL. */
export async function startEngine(host) {
  const engine = host.start(['node', bin, 'reference-engine', '--host', '0.0.0.0', '--port', '8000'])
  await engine.until(({ stdout }) => stdout.includes('Ctrl-C stops'))
  return `http://${host.name}:8000/v1`
}
