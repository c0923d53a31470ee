import type { Font } from 'fontkit'
import { packageFile } from '../assets/package-file.js'

/** How wide texts are in the fonts of this package. */
export type FontMetrics = {
  /** Width of a text, px, as resvg, pdfkit and a browser set it, but for kerning. What no font has takes one em. */
  textWidth(text: string, options: { readonly fontSize: number; readonly bold?: boolean }): number
  /** Whether the Latin font has a character; if not, the Chinese one is looked at. */
  isLatin(codePoint: number): boolean
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

let loading: Promise<FontMetrics> | null = null

/** The fonts of this package, read once. Loads fontkit, which only what draws pays for. */
export function loadFonts(): Promise<FontMetrics> {
  loading ??= readFonts()
  return loading
}

async function readFonts(): Promise<FontMetrics> {
  const { openSync } = await import('fontkit')
  // Files with one font each, which is what the package ships.
  const advances = (name: FontName) => advancesOf(openSync(fontPath(name)) as Font)
  const regular = advances('regular')
  const bold = advances('bold')
  const chinese = advances('chinese')

  return {
    textWidth(text, options) {
      const latin = options.bold ? bold : regular
      let ems = 0
      for (const character of text) {
        const code = character.codePointAt(0) as number
        ems += latin(code) ?? chinese(code) ?? 1
      }
      return ems * options.fontSize
    },
    isLatin: (codePoint) => regular(codePoint) !== null,
  }
}

/** Width of a character in em; `null` where the font lacks it. Kept, because a label is measured again and again. */
function advancesOf(font: Font): (codePoint: number) => number | null {
  const known = new Map<number, number | null>()
  return (codePoint) => {
    const seen = known.get(codePoint)
    if (seen !== undefined) return seen
    const has = font.hasGlyphForCodePoint(codePoint)
    const advance = has ? font.glyphForCodePoint(codePoint).advanceWidth / font.unitsPerEm : null
    known.set(codePoint, advance)
    return advance
  }
}
