import { readFileSync } from 'node:fs'
import { packageFile } from '../assets/package-file.js'

export type FontMetrics = {
  /** Width of a text in the font's own size, px. */
  width(text: string, fontSize: number): number
  has(codePoint: number): boolean
}

const fontFiles = {
  regular: 'Inter-Regular.ttf',
  bold: 'Inter-Bold.ttf',
  chinese: 'NotoSansSC-Subset.ttf',
} as const

export type FontName = keyof typeof fontFiles

/** Where a font of this package lies. */
export function fontPath(name: FontName): string {
  return packageFile('assets', 'fonts', fontFiles[name])
}

const loaded = new Map<FontName, FontMetrics>()

/** Advance widths of a font of this package, read once. */
export function fontMetrics(name: FontName): FontMetrics {
  const known = loaded.get(name)
  if (known) return known
  const metrics = readMetrics(readFileSync(fontPath(name)))
  loaded.set(name, metrics)
  return metrics
}

/**
 * Width of a text as resvg, pdfkit and a browser with these fonts set it, but for kerning: characters that Inter lacks are
 * looked for in the Chinese font, and what neither has takes one em.
 */
export function textWidth(text: string, options: { fontSize: number; bold?: boolean }): number {
  const latin = fontMetrics(options.bold ? 'bold' : 'regular')
  let width = 0
  for (const character of text) {
    const code = character.codePointAt(0) as number
    if (latin.has(code)) width += latin.width(character, options.fontSize)
    else if (fontMetrics('chinese').has(code)) width += fontMetrics('chinese').width(character, options.fontSize)
    else width += options.fontSize
  }
  return width
}

/** Reads the four tables of a TrueType font that tell how wide each character is. */
function readMetrics(font: Buffer): FontMetrics {
  const tables = new Map<string, number>()
  for (let at = 0; at < font.readUInt16BE(4); at++) {
    const entry = 12 + 16 * at
    tables.set(font.toString('latin1', entry, entry + 4), font.readUInt32BE(entry + 8))
  }
  const table = (name: string) => tables.get(name) as number
  const unitsPerEm = font.readUInt16BE(table('head') + 18)
  const longMetrics = font.readUInt16BE(table('hhea') + 34)
  const glyphs = readCharacterMap(font, table('cmap'))
  const advance = (glyph: number) => font.readUInt16BE(table('hmtx') + 4 * Math.min(glyph, longMetrics - 1))

  return {
    has: (codePoint) => glyphs.has(codePoint),
    width(text, fontSize) {
      let units = 0
      for (const character of text) units += advance(glyphs.get(character.codePointAt(0) as number) ?? 0)
      return (units * fontSize) / unitsPerEm
    },
  }
}

/** Unicode to glyph, from the subtable of format 12 or 4. */
function readCharacterMap(font: Buffer, cmap: number): Map<number, number> {
  const offsets = Array.from(
    { length: font.readUInt16BE(cmap + 2) },
    (_, at) => cmap + font.readUInt32BE(cmap + 8 + 8 * at),
  )
  const full = offsets.find((offset) => font.readUInt16BE(offset) === 12)
  if (full !== undefined) return readGroups(font, full)
  const basic = offsets.find((offset) => font.readUInt16BE(offset) === 4)
  return basic === undefined ? new Map() : readSegments(font, basic)
}

function readGroups(font: Buffer, offset: number): Map<number, number> {
  const glyphs = new Map<number, number>()
  for (let at = 0; at < font.readUInt32BE(offset + 12); at++) {
    const group = offset + 16 + 12 * at
    const first = font.readUInt32BE(group)
    const last = font.readUInt32BE(group + 4)
    const glyph = font.readUInt32BE(group + 8)
    for (let code = first; code <= last; code++) glyphs.set(code, glyph + code - first)
  }
  return glyphs
}

function readSegments(font: Buffer, offset: number): Map<number, number> {
  const glyphs = new Map<number, number>()
  const doubled = font.readUInt16BE(offset + 6)
  for (let at = 0; at < doubled; at += 2) {
    const last = font.readUInt16BE(offset + 14 + at)
    const first = font.readUInt16BE(offset + 16 + doubled + at)
    const delta = font.readUInt16BE(offset + 16 + 2 * doubled + at)
    const rangePlace = offset + 16 + 3 * doubled + at
    const range = font.readUInt16BE(rangePlace)
    for (let code = first; code <= last && code < 0xffff; code++) {
      const raw = range === 0 ? code : font.readUInt16BE(rangePlace + range + 2 * (code - first))
      if (raw !== 0) glyphs.set(code, (raw + delta) & 0xffff)
    }
  }
  return glyphs
}
