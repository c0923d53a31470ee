import { element } from './element.js'

/** A handler for Vega that shows what a mark stands for beside the pointer; values are set as text, never as markup. */
export function createTooltip(): (handler: unknown, event: MouseEvent, item: unknown, value: unknown) => void {
  const box = element('div', { class: 'tooltip', hidden: true, role: 'tooltip' })
  document.body.append(box)
  return (_handler, event, _item, value) => {
    if (value === null || value === undefined || value === '') {
      box.hidden = true
      return
    }
    const entries = typeof value === 'object' ? Object.entries(value) : [['', value] as const]
    box.replaceChildren(
      ...entries.map(([name, each]) => element('div', {}, element('span', {}, String(name)), ` ${String(each)}`)),
    )
    box.hidden = false
    const { width, height } = box.getBoundingClientRect()
    box.style.left = `${Math.max(4, Math.min(event.clientX + 14, innerWidth - width - 8))}px`
    box.style.top = `${Math.max(4, Math.min(event.clientY + 14, innerHeight - height - 8))}px`
  }
}
