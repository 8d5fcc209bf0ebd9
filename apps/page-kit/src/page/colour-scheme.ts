/** Keeps the dark-mode class of the stock chat in sync with the system preference. */
export function watchColourScheme(): void {
  const dark = window.matchMedia('(prefers-color-scheme: dark)')
  const apply = (): void => {
    document.documentElement.classList.toggle('dark', dark.matches)
  }
  dark.addEventListener('change', apply)
  apply()
}
