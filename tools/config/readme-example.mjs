import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

/** What a README of a package may have at most. */
const MAX_LINES = 80

/** The program texts of a package's README, in their order. */
export function readmeExamples(root) {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const lines = readme.split('\n').length
  if (lines > MAX_LINES) throw new Error(`README.md has ${lines} lines, more than ${MAX_LINES}`)
  return [...readme.matchAll(/```([jt]s)\n([\s\S]*?)```/g)].map(([, language, code]) => ({ language, code }))
}

/** Runs an example here, on the sources. @returns the lines that it printed. */
export async function runExample(root, at = 0) {
  const printed = []
  const { log } = console
  console.log = (...words) => void printed.push(words.join(' '))
  try {
    await import(/* @vite-ignore */ `${pathToFileURL(write(root, at)).href}?run`)
  } finally {
    console.log = log
  }
  return printed
}

/** Runs an example as a program of its own, on the built package. @returns what it printed. */
export async function runBuiltExample(root, at = 0) {
  const { stdout } = await promisify(execFile)(process.execPath, [write(root, at)])
  return stdout
}

/** Inside the package, so that its own name resolves. */
function write(root, at) {
  const example = readmeExamples(root)[at]
  if (!example) throw new Error(`README.md has no example number ${at}`)
  const folder = join(root, 'test-results')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `readme-example-${at}.${example.language === 'ts' ? 'ts' : 'mjs'}`)
  writeFileSync(file, example.code)
  return file
}
