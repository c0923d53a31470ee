import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * A program `ssh` that stands for OpenSSH: every host is this machine. It runs the command with the login shell `sh`, and keeps what it was
 * called with. Hosts whose names begin with `down` cannot be reached.
 */
const script = `#!/bin/sh
printf '%s\\n' "$*" >> "$FAKE_SSH_LOG"
while [ "$1" != -- ]; do shift; done
case "$2" in
  down*) echo "ssh: connect to host $2 port 22: Connection refused" >&2; exit 255 ;;
esac
exec sh -c "$3"
`

export type FakeSsh = {
  /** Environment in which the program `ssh` is this one. */
  readonly env: Readonly<Record<string, string>>
  /** Command lines that it was called with. */
  calls(): Promise<string[]>
}

export async function fakeSsh(cwd: string): Promise<FakeSsh> {
  const folder = join(cwd, 'fake-ssh')
  const log = join(folder, 'calls')
  await mkdir(folder)
  await writeFile(log, '')
  await writeFile(join(folder, 'ssh'), script)
  await chmod(join(folder, 'ssh'), 0o755)
  return {
    env: { PATH: `${folder}:${process.env['PATH'] ?? ''}`, FAKE_SSH_LOG: log },
    calls: async () => (await readFile(log, 'utf8')).split('\n').slice(0, -1),
  }
}
