export { watchColourScheme } from './colour-scheme.ts'
export { ConnectionBanner } from './connection-banner.tsx'
export {
  AlertIcon,
  ArchiveIcon,
  CrossIcon,
  Logo,
  MenuIcon,
  PencilIcon,
  PlusIcon,
  QuestionIcon,
  TickIcon,
  TrashIcon,
  UnarchiveIcon,
  WindowIcon,
} from './icons.tsx'
export { setNotice } from './notice.ts'
export { NoticeCard } from './notice-card.tsx'
