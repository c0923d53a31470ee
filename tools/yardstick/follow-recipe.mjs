import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { addToList } from './add-to-list.mjs'

const files = new URL('./patches/files/', import.meta.url)

/**
 * Adds a plug-in to a copy of the workspace as its recipe says: its file, its name in the list, its line on the page, and
 * the recording that its contract test wants, where it wants one. A plug-in without a file of its own is an entry of two
 * lists.
 */
export function followRecipe(folder, { plugIn, recipe }) {
  if (!recipe?.file || !recipe.list) throw new Error(`CONTRIBUTING.md has no recipe for ${plugIn.recipe}`)
  const file = recipe.file.replace('NAME', plugIn.name)
  if (plugIn.file) writeFileSync(join(folder, file), readFileSync(new URL(plugIn.file, files)))
  else edit(join(folder, file), (text) => addEntry(text, plugIn.entry))

  edit(join(folder, recipe.list), (text) =>
    plugIn.inList
      ? addEntry(text, plugIn.inList)
      : addToList(text, { name: plugIn.exported, from: `./${plugIn.name}.js`, before: plugIn.before }),
  )
  if (plugIn.page) edit(join(folder, recipe.page), (text) => addLine(text, plugIn.page))
  if (plugIn.recording) edit(join(folder, plugIn.recording.file), (text) => addLine(text, plugIn.recording))
}

/** Puts lines before the one that ends the list. */
function addEntry(text, { before, text: entry }) {
  const lines = text.split('\n')
  const at = lines.findIndex((each) => each.startsWith(before))
  if (at < 0) throw new Error(`no line begins with ${before}`)
  return lines.toSpliced(at, 0, entry).join('\n')
}

function addLine(text, { after, line }) {
  const lines = text.split('\n')
  const at = lines.findIndex((each) => each.startsWith(after))
  if (at < 0) throw new Error(`no line begins with ${after}`)
  return lines.toSpliced(at + 1, 0, line).join('\n')
}

function edit(path, change) {
  writeFileSync(path, change(readFileSync(path, 'utf8')))
}
