// Installs if needed and builds the command-line program with what it depends on; does nothing where it is of the sources as they are.
import { install } from './install.mjs'
import { programIsCurrent } from './program-sources.mjs'

process.chdir(new URL('..', import.meta.url).pathname)
install()
if (!programIsCurrent('.')) process.exitCode = await build()

async function build() {
  const { nx } = await import('./nx.mjs')
  const log = []
  console.log('building sagellm-benchmark ...')
  const code = await nx(['run', 'sagellm-benchmark:bundle', '--outputStyle=static'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    onOutput: (chunk) => log.push(chunk),
  })
  if (code !== 0) {
    process.stderr.write(Buffer.concat(log))
    console.error('the build failed: its output stands above')
  }
  return code
}
