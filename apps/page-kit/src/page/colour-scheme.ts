/** Keeps the class that the stock chat looks for in step with what the visitor's system prefers. */
export function watchColourScheme(): void {
  const dark = window.matchMedia('(prefers-color-scheme: dark)')
  const apply = (): void => {
    document.documentElement.classList.toggle('dark', dark.matches)
  }
  dark.addEventListener('change', apply)
  apply()
}
