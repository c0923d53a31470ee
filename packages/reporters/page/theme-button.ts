export type Theme = 'light' | 'dark'

const system = matchMedia('(prefers-color-scheme: dark)')

/** What the page is shown in now: the reader's choice, else the system's. */
export function currentTheme(): Theme {
  const chosen = document.documentElement.dataset.theme
  if (chosen === 'light' || chosen === 'dark') return chosen
  return system.matches ? 'dark' : 'light'
}

/** Wakes the button that switches light and dark. */
export function createThemeButton(onChange: () => void): void {
  const button = document.getElementById('theme')
  if (!button) return
  const label = () => {
    button.textContent = currentTheme() === 'dark' ? 'Light' : 'Dark'
    button.setAttribute('aria-label', `Switch to ${button.textContent.toLowerCase()} colours`)
  }
  button.hidden = false
  label()
  button.addEventListener('click', () => {
    document.documentElement.dataset.theme = currentTheme() === 'dark' ? 'light' : 'dark'
    label()
    onChange()
  })
  system.addEventListener('change', () => {
    label()
    onChange()
  })
}
