export type Theme = 'light' | 'dark'

/** Everything a plot's specification may know about how it will be shown. */
export type Look = {
  readonly theme: Theme
  /** Hover and zoom; a file has neither. */
  readonly interactive: boolean
  readonly palette: Palette
}

export type Palette = {
  readonly background: string
  readonly text: string
  readonly muted: string
  readonly grid: string
  /** Distinguishable for people with any form of colour blindness, after Okabe and Ito; lightened for the dark. */
  readonly series: readonly string[]
  readonly good: string
  readonly bad: string
  readonly neutral: string
  /** Light to strong, one hue, for heat maps. */
  readonly heat: readonly [string, string]
}

const light: Palette = {
  background: '#ffffff',
  text: '#1b1f24',
  muted: '#57606a',
  grid: '#e4e7eb',
  series: ['#0072b2', '#d55e00', '#009e73', '#b5549a', '#8a6d00', '#2f2f2f', '#56a0d3', '#e69f00'],
  good: '#0072b2',
  bad: '#d55e00',
  neutral: '#7a828c',
  heat: ['#e3f0f8', '#00548a'],
}

const dark: Palette = {
  background: '#14171c',
  text: '#e6e9ee',
  muted: '#a3adba',
  grid: '#2b313a',
  series: ['#63b6ee', '#ff8f4d', '#35cfa4', '#e79cc6', '#e3c64a', '#d0d4da', '#3d86bb', '#f2b84b'],
  good: '#63b6ee',
  bad: '#ff8f4d',
  neutral: '#98a1ad',
  heat: ['#1d3346', '#7cc7f8'],
}

/** The dashes that tell series apart where colour does not: the first is solid. */
export const dashes: readonly (readonly number[])[] = [
  [1, 0],
  [6, 3],
  [2, 2],
  [8, 3, 2, 3],
  [4, 2],
  [10, 4],
  [1, 3],
  [6, 2, 2, 2, 2, 2],
]

/** The look of one theme. */
export function look(theme: Theme, interactive = false): Look {
  return { theme, interactive, palette: theme === 'dark' ? dark : light }
}

/** Vega configuration of a look: our font, calm axes, titles flush left. */
export function vegaConfig({ palette, interactive }: Look): Record<string, unknown> {
  const text = { labelColor: palette.text, titleColor: palette.text, labelFontSize: 12, titleFontSize: 12 }
  return {
    background: palette.background,
    // A page cannot carry the fonts (half a megabyte); it asks for ours and takes what the reader has.
    font: interactive ? 'Inter, system-ui, "Noto Sans SC", "Microsoft YaHei", sans-serif' : 'Inter',
    // The page's figure is one image with a text of its own, not a thousand labelled marks.
    aria: !interactive,
    padding: { left: 16, right: 20, top: 14, bottom: 14 },
    view: { stroke: null },
    mark: { color: palette.series[0] },
    axis: {
      ...text,
      titleFontWeight: 400,
      titlePadding: 10,
      labelPadding: 5,
      labelOverlap: 'greedy',
      labelSeparation: 5,
      labelLimit: 260,
      gridColor: palette.grid,
      domainColor: palette.muted,
      tickColor: palette.muted,
    },
    header: { ...text, labelFontSize: 13, labelFontWeight: 700, labelAnchor: 'start', labelPadding: 6 },
    legend: { ...text, titleFontWeight: 400, labelLimit: 240, symbolStrokeWidth: 2, orient: 'bottom', columns: 6 },
    title: {
      color: palette.text,
      subtitleColor: palette.muted,
      fontSize: 17,
      fontWeight: 700,
      subtitleFontSize: 12,
      subtitlePadding: 5,
      anchor: 'start',
      frame: 'bounds',
      offset: 16,
    },
    text: { color: palette.text, fontSize: 12 },
    range: { category: palette.series },
  }
}
