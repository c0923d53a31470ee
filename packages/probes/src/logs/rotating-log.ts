import { constants } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import type { EvidenceGapCode } from '@sagellm-benchmark/protocol-types/evidence'
import type { LinePlace } from '../markers/marker-counter.js'
import { type FollowedFile, followFile } from './followed-file.js'
import { createLineScanner, type LineScannerOptions } from './line-scanner.js'
import { identityOf, rotatedSiblings, type Sibling } from './rotated-siblings.js'

export type RotatingLogOptions = Pick<LineScannerOptions, 'markers' | 'counter'> & {
  readonly path: string
  /** Hears what could not be read. */
  readonly onGap: (code: EvidenceGapCode, message: string) => void
}

/** Where the lines of a followed file stand: its name, and the lines before the first one that was read. */
type Place = { file: string; base: number | null }

/** The files that have borne the name of one log since it is followed: renamed, truncated, copied, made anew. */
export class RotatingLog {
  readonly files: FollowedFile[] = []
  readonly totals = { bytesRead: 0, rotations: 0, truncations: 0 }
  /** Size of the file when following began; `null` where there was none. */
  startOffset: number | null = null
  readonly #options: RotatingLogOptions
  readonly #places = new Map<FollowedFile, Place>()
  /** The rotated files that lay there when following began. */
  readonly #before: readonly Sibling[]
  /** Identities of files that need no more looking at. */
  readonly #seen: Set<string>
  /** Identity of the file that bears the name now. */
  #current: string | null = null

  private constructor(options: RotatingLogOptions, before: readonly Sibling[]) {
    this.#options = options
    this.#before = before
    this.#seen = new Set(before.map(({ identity }) => identity))
  }

  /** Begins to follow: what the log holds now is not read. */
  static async follow(options: RotatingLogOptions): Promise<RotatingLog> {
    const log = new RotatingLog(options, await rotatedSiblings(options.path))
    await log.#look({ first: true })
    return log
  }

  /** Reads what has come, in whatever files it stands now. */
  read(): Promise<void> {
    return this.#look({ first: false })
  }

  async #look({ first }: { readonly first: boolean }): Promise<void> {
    try {
      const emptied = await this.#recoverTruncatedFiles()
      for (const file of this.files) this.totals.bytesRead += await file.readOn()
      if (emptied) await this.#adoptSiblings()
      await this.#lookForNewFile(first)
    } catch (error) {
      // What the system says is a gap; anything else is a mistake of this program and must not look like a quiet log.
      const { code } = error as NodeJS.ErrnoException
      if (code === undefined) throw error
      this.#options.onGap('log_unreadable', `the log cannot be read: ${code}`)
    }
  }

  /** @returns whether a file was truncated, or may have been. */
  async #recoverTruncatedFiles(): Promise<boolean> {
    let emptied = false
    for (const file of [...this.files]) {
      if (await file.mayHaveBeenEmptied()) emptied = true
      if (!(await file.wasTruncated())) continue
      emptied = true
      await this.#recoverTruncated(file)
    }
    return emptied
  }

  async #recoverTruncated(file: FollowedFile): Promise<void> {
    const { path, onGap } = this.#options
    this.totals.truncations += 1
    const place = this.#places.get(file)
    const copy = await this.#copyOf(file)
    if (copy && place) place.file = copy.path
    if (!copy) {
      onGap('log_truncated', 'the log was truncated while it was followed; lines written just before may be lost')
      await file.scanner.flush()
    }
    this.totals.bytesRead += await file.startOver(copy?.handle ?? null)
    await copy?.handle.close()
    if (place) Object.assign(place, { file: path, base: -file.scanner.lines })
  }

  /** The copy that was made of a file before it was truncated, opened; `null` without one. */
  async #copyOf(file: FollowedFile): Promise<{ readonly path: string; readonly handle: FileHandle } | null> {
    let copy: { path: string; handle: FileHandle } | null = null
    for (const sibling of this.#unseenOf(await rotatedSiblings(this.#options.path))) {
      const handle = await open(sibling.path, 'r')
      const relation = await file.relationOf(handle)
      if (relation !== 'other') this.#seen.add(sibling.identity)
      if (relation === 'continues' && !copy) copy = { path: sibling.path, handle }
      else await handle.close()
    }
    return copy
  }

  async #lookForNewFile(first: boolean): Promise<void> {
    const { path, onGap } = this.#options
    const stats = await stat(path, { bigint: true }).catch((error: NodeJS.ErrnoException) => error)
    if (stats instanceof Error) {
      if (stats.code !== 'ENOENT') onGap('log_unreadable', `the log cannot be read: ${stats.code ?? stats.message}`)
      return
    }
    if (!stats.isFile()) return onGap('log_not_a_file', 'the log is a folder, a pipe or a device; give a regular file')
    const identity = identityOf(stats)
    if (identity === this.#current) return
    // Not blocking, in case the name became a pipe since it was looked at.
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    this.#seen.add(identity)
    if (this.#current !== null) {
      this.totals.rotations += 1
      await this.#adoptSiblings()
    }
    this.#current = identity
    const position = first ? Number((await handle.stat()).size) : 0
    if (first) this.startOffset = position
    await this.#readFrom(position, { handle, file: path })
  }

  /** After a rotation: files that came and went between two looks are read as well. */
  async #adoptSiblings(): Promise<void> {
    const siblings = await rotatedSiblings(this.#options.path)
    await this.#noticePacked(siblings)
    for (const sibling of this.#unseenOf(siblings)) {
      this.#seen.add(sibling.identity)
      const handle = await open(sibling.path, 'r')
      const relations = await Promise.all(this.files.map((file) => file.relationOf(handle)))
      if (relations.some((relation) => relation !== 'other')) await handle.close()
      else await this.#readFrom(0, { handle, file: sibling.path })
    }
  }

  /** A packed file is one we held open, one from before the run, or else text that nobody read. */
  async #noticePacked(now: readonly Sibling[]): Promise<void> {
    const names = new Set(now.map(({ identity }) => identity))
    const gone = this.#before.filter(({ identity, compressed }) => !compressed && !names.has(identity)).length
    const unlinked = (await Promise.all(this.files.map((file) => file.isUnlinked()))).filter(Boolean).length
    const packed = now.filter(({ identity, compressed }) => compressed && !this.#seen.has(identity)).length
    if (packed > gone + unlinked)
      this.#options.onGap('log_segment_unreadable', 'a part of the log was rotated and packed before it was read')
  }

  /** Those that nobody has looked at, asked one by one: two names may lead to one file. */
  *#unseenOf(siblings: readonly Sibling[]): Generator<Sibling> {
    for (const sibling of siblings) if (!sibling.compressed && !this.#seen.has(sibling.identity)) yield sibling
  }

  /** Takes an open file to those that are followed and reads it to its present end. */
  async #readFrom(
    position: number,
    { handle, file }: { readonly handle: FileHandle; readonly file: string },
  ): Promise<void> {
    const { markers, counter } = this.#options
    const where: Place = { file, base: position === 0 ? 0 : null }
    const place = async (line: number): Promise<LinePlace> => {
      where.base ??= await followed.linesBefore()
      return { file: where.file, line: where.base + line }
    }
    const scanner = createLineScanner({ markers, counter, place })
    const followed = await followFile({ handle, scanner, position })
    this.#places.set(followed, where)
    this.files.push(followed)
    this.totals.bytesRead += await followed.readOn()
  }
}
