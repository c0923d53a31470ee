import { BenchError, type BenchErrorCode } from '../errors/bench-error.js'

type Meaning = { readonly what: string; readonly hint: string; readonly code?: BenchErrorCode }

/** What a runtime adds to an error of the system. */
type SystemError = Error & { readonly code?: string; readonly path?: string; readonly syscall?: string }

const anotherPath = 'give another path'
const meanings: Readonly<Record<string, Meaning>> = {
  ENOENT: { what: 'nothing can be made or found there', hint: anotherPath },
  ENOTDIR: { what: 'a part of the path is a file, not a folder', hint: anotherPath },
  EEXIST: { what: 'what has this name is not a folder', hint: anotherPath },
  EISDIR: { what: 'it is a folder, not a file', hint: 'add the name of a file' },
  EACCES: { what: 'this user is not permitted to', hint: 'give another path, or change the permissions' },
  EPERM: { what: 'the system does not permit it', hint: anotherPath },
  ENAMETOOLONG: { what: 'the name is too long', hint: 'give a shorter name' },
  ELOOP: { what: 'its links lead in a circle', hint: anotherPath },
  EROFS: { what: 'the file system is read-only', hint: anotherPath },
  EBADF: { what: 'no such descriptor is open for it', hint: anotherPath },
  ENXIO: { what: 'nothing is behind it', hint: anotherPath },
  ENOSPC: {
    what: 'no space is left',
    hint: 'free disk space, or give a path on another disk',
    code: 'resource_exhausted',
  },
  EDQUOT: { what: "this user's share of the disk is full", hint: 'free disk space', code: 'resource_exhausted' },
  EFBIG: {
    what: 'it would be larger than is permitted',
    hint: 'raise the limit (ulimit -f)',
    code: 'resource_exhausted',
  },
  EMFILE: {
    what: 'the limit of open files of this process is reached',
    hint: 'raise it (ulimit -n)',
    code: 'resource_exhausted',
  },
  ENFILE: {
    what: 'the limit of open files of this machine is reached',
    hint: 'raise it (fs.file-max), or end what holds files open',
    code: 'resource_exhausted',
  },
  EIO: { what: 'the device failed', hint: 'see the log of the system', code: 'resource_exhausted' },
  EPIPE: { what: 'its reader has ended', hint: 'let the reader wait for the end', code: 'unavailable' },
}

/**
 * What the file system refused, in words: `invalid_argument` where the path cannot be used, `resource_exhausted` where the
 * path is good and the machine has no room. An error that is a `BenchError` already is handed back as it is.
 *
 * @example throw fileError('write', 'afile/x.html', cause) // cannot write afile/x.html: a part of the path is a file ...
 */
export function fileError(verb: 'read' | 'write' | 'write to' | 'use', path: string, cause: unknown): BenchError {
  if (cause instanceof BenchError) return cause
  const { code = '', message } = cause as SystemError
  const meaning = meanings[code]
  const what = meaning ? `${meaning.what} (${code})` : message
  return new BenchError(meaning?.code ?? 'invalid_argument', `cannot ${verb} ${path}: ${what}`, {
    hint: meaning?.hint ?? anotherPath,
    cause,
  })
}

/**
 * The limit of open files, where an error or what caused it met it; `null` for every other error. Under a low limit any call can meet it,
 * even one that loads a part of the program, and what is said of that part would mislead.
 *
 * @example throw openFilesError(error) ?? new BenchError('unavailable', 'no load thread can be started', { cause: error })
 */
export function openFilesError(error: unknown): BenchError | null {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code, path, syscall = 'files' } = at as SystemError
    if (code === 'EMFILE' || code === 'ENFILE') return fileError('use', path ?? syscall, at)
  }
  return null
}
