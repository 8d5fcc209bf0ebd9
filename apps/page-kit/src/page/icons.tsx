import type { ReactNode } from 'react'

function Icon({ children }: { children: ReactNode }) {
  return (
    <svg
      viewBox="0 0 24 24"
      width="16"
      height="16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  )
}

export const PlusIcon = () => (
  <Icon>
    <path d="M12 5v14M5 12h14" />
  </Icon>
)
export const CrossIcon = () => (
  <Icon>
    <path d="m6 6 12 12M18 6 6 18" />
  </Icon>
)
export const MenuIcon = () => (
  <Icon>
    <path d="M4 7h16M4 12h16M4 17h16" />
  </Icon>
)
export const WindowIcon = () => (
  <Icon>
    <path d="M14 4h6v6M20 4l-8 8M18 14v4a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2h4" />
  </Icon>
)
export const TickIcon = () => (
  <Icon>
    <path d="m5 12.5 4.5 4.5L19 7.5" />
  </Icon>
)
export const AlertIcon = () => (
  <Icon>
    <path d="M12 8v5M12 16.5v.1M12 3 2.5 20h19z" />
  </Icon>
)
export const PencilIcon = () => (
  <Icon>
    <path d="m4 20 .8-4L16 4.8a1.7 1.7 0 0 1 2.4 0l.8.8a1.7 1.7 0 0 1 0 2.4L8 19.2zM14 7l3 3" />
  </Icon>
)
export const ArchiveIcon = () => (
  <Icon>
    <path d="M3.5 4.5h17v4h-17zM5 8.5v11h14v-11M12 11v5.5M9.5 14 12 16.5 14.5 14" />
  </Icon>
)
export const UnarchiveIcon = () => (
  <Icon>
    <path d="M3.5 4.5h17v4h-17zM5 8.5v11h14v-11M12 16.5V11M9.5 13.5 12 11l2.5 2.5" />
  </Icon>
)
export const TrashIcon = () => (
  <Icon>
    <path d="M4 6.5h16M9 6.5V4h6v2.5M6 6.5 7 20h10l1-13.5M10 10.5v5.5M14 10.5v5.5" />
  </Icon>
)
export const QuestionIcon = () => (
  <Icon>
    <path d="M9 9a3 3 0 1 1 4.2 2.700c-.8.4-1.2 1-1.2 1.800v.5M12 17.2v.1" />
    <circle cx="12" cy="12" r="9" />
  </Icon>
)

export function Logo() {
  return (
    <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
      <rect width="32" height="32" rx="9" className="logo-plate" />
      <path d="M7 17.2 25 8l-6.4 17-3.5-6.6z" fill="#fff" />
      <path d="m15.1 18.4 4-4.5" className="logo-fold" strokeWidth="1.6" strokeLinecap="round" />
    </svg>
  )
}
