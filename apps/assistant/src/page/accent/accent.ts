import type { Accent } from '../../scripted/script.ts'

const KEY = 'flightdeck.accent'

/** Sets the accent colour of the page, in every window of this browser and after a reload. */
export function setAccent(accent: Accent): void {
  localStorage.setItem(KEY, accent)
  applyAccent()
}

/** Applies the accent colour that was chosen last, and updates it when another window changes it. */
export function watchAccent(): void {
  window.addEventListener('storage', applyAccent)
  applyAccent()
}

function applyAccent(): void {
  document.documentElement.dataset.accent = localStorage.getItem(KEY) ?? 'violet'
}
