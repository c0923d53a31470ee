import { randomBytes } from 'node:crypto'
import { basename, dirname, join } from 'node:path'

/** A hidden name beside a file, for its content before it is whole. Short enough where the file's own name is of full length. */
export function temporaryName(file: string): string {
  return join(dirname(file), `.${shortened(basename(file))}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`)
}

/** File systems limit a name to 255 bytes. */
function shortened(name: string): string {
  return Buffer.byteLength(name) > 200 && Buffer.byteLength(name) <= 255 ? 'output' : name
}
