type Attributes = Readonly<Record<string, string | number | boolean | null>>

/** An element with attributes and children; a string child becomes text, never markup. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, '')
    else if (value !== false && value !== null) made.setAttribute(name, String(value))
  }
  made.append(...children)
  return made
}
