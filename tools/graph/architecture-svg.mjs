import { folderGraph } from './folder-graph.mjs'
import { importGraph } from './import-graph.mjs'
import { layers } from './layers.mjs'

const box = { width: 168, height: 52, gap: 24, rise: 74, margin: 20 }
const colours = { suite: '#dbeafe', runner: '#f1f5f9' }

/** The folders of `suite` and `runner` and what they import from each other, as the text of an SVG file. */
export function architectureSvg(root) {
  const rows = layers(folderGraph(importGraph(root), ['suite', 'runner']))
  const width = Math.max(...rows.map((row) => row.length)) * (box.width + box.gap) - box.gap + 2 * box.margin
  const height = rows.length * (box.height + box.rise) - box.rise + 2 * box.margin
  const places = placesOf(rows, width)
  const folders = rows.flat()
  const arrows = folders.flatMap(({ name, imports }) => imports.map((to) => arrow(places.get(name), places.get(to))))
  const boxes = folders.map((folder) => drawn(folder, places.get(folder.name)))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif">`,
    '<title>The folders of suite (blue) and runner (grey): an arrow leads to what a folder imports from</title>',
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" fill="#64748b"/></marker></defs>',
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...arrows,
    ...boxes,
    '</svg>\n',
  ].join('\n')
}

function placesOf(rows, width) {
  const places = new Map()
  rows.forEach((row, rank) => {
    const whole = row.length * (box.width + box.gap) - box.gap
    row.forEach(({ name }, index) => {
      const x = Math.round((width - whole) / 2) + index * (box.width + box.gap)
      places.set(name, { x, y: box.margin + rank * (box.height + box.rise) })
    })
  })
  return places
}

/** From under one box to above another; between neighbours of one row around the outside. */
function arrow(from, to) {
  const start = { x: from.x + box.width / 2, y: from.y + box.height }
  const down = to.y > from.y
  const end = { x: to.x + box.width / 2, y: down ? to.y : to.y + box.height }
  const bend = down ? (end.y - start.y) / 2 : box.rise / 2
  const path = `M${start.x} ${start.y}C${start.x} ${start.y + bend} ${end.x} ${down ? end.y - bend : end.y + bend} ${end.x} ${end.y}`
  return `<path d="${path}" fill="none" stroke="#64748b"${down ? '' : ' stroke-dasharray="4 3"'} marker-end="url(#tip)"/>`
}

function drawn({ name, package: owner, files, uses }, { x, y }) {
  const middle = x + box.width / 2
  const small = `${counted(files, 'file')}, uses ${counted(uses.length, 'package')}`
  return [
    `<g><title>${name} uses ${uses.join(', ') || 'no other package'}</title>`,
    `<rect x="${x}" y="${y}" width="${box.width}" height="${box.height}" rx="6" fill="${colours[owner]}" stroke="#94a3b8"/>`,
    `<text x="${middle}" y="${y + 22}" text-anchor="middle" font-size="14" fill="#0f172a">${name}</text>`,
    `<text x="${middle}" y="${y + 40}" text-anchor="middle" font-size="11" fill="#475569">${small}</text></g>`,
  ].join('\n')
}

const counted = (count, noun) => `${count} ${noun}${count === 1 ? '' : 's'}`
