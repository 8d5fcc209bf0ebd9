import type { Accent } from '../scripted/script.ts'

const KEY = 'flightdeck.accent'

/** Paints the page in an accent colour, in every window of this browser and after a reload. */
export function setAccent(accent: Accent): void {
  localStorage.setItem(KEY, accent)
  applyAccent()
}

/** Applies the accent that was chosen last, and follows what other windows choose. */
export function watchAccent(): void {
  window.addEventListener('storage', applyAccent)
  applyAccent()
}

function applyAccent(): void {
  document.documentElement.dataset.accent = localStorage.getItem(KEY) ?? 'violet'
}
