import { comment } from './comment.js'
import { csv } from './csv.js'
import type { Reporter } from './define-reporter.js'
import { github } from './github.js'
import { html } from './html.js'
import { json } from './json.js'
import { junit } from './junit.js'
import { markdown } from './markdown.js'
import { table } from './table.js'

/** Every report format, in the order in which help shows them. */
export const reporters: readonly Reporter[] = [table, markdown, comment, json, csv, html, junit, github]
