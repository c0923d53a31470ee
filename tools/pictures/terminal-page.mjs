/** A page that looks like a terminal of 120 columns after one command: what was typed, and what came out. */
export function terminalPage(command, output) {
  const escaped = (text) => text.replace(/[&<>]/g, (mark) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[mark])
  const lines = escaped(output).split('\n')
  const shown = lines.map((line) => (line.startsWith('! ') ? `<span class="alert">${line}</span>` : line)).join('\n')
  return `<!doctype html><style>
    body { margin: 0; background: #14171c }
    pre { display: inline-block; width: 120ch; white-space: pre-wrap; word-break: break-all; margin: 0; padding: 18px 22px; background: #14171c; color: #d8dde4;
      font: 14px/1.45 "DejaVu Sans Mono", Menlo, Consolas, monospace }
    .typed { color: #ffffff; font-weight: bold }
    .prompt { color: #35cfa4 }
    .alert { color: #e3c64a }
  </style><pre><span class="prompt">$</span> <span class="typed">${escaped(command)}</span>\n\n${shown}</pre>`
}
