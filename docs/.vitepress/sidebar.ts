import type { DefaultTheme } from 'vitepress'

/** Every page of the site, in reading order. A test compares it with the files. */
export const sidebar: DefaultTheme.SidebarItem[] = [
  {
    text: 'Guides',
    items: [
      { text: 'Until it is published', link: '/guides/unpublished' },
      { text: 'MCP servers', link: '/guides/mcp' },
      { text: 'Deploy', link: '/guides/deploy' },
      { text: 'Migrate', link: '/guides/migrate' },
    ],
  },
  {
    text: 'Reference',
    items: [
      { text: 'Protocol', link: '/protocol' },
      { text: 'Threads', link: '/reference/threads' },
      { text: 'Transcription', link: '/reference/transcription' },
      { text: 'Built-in agent', link: '/reference/builtin-agent' },
    ],
  },
  {
    text: 'Operate',
    items: [{ text: 'Threads in SQLite', link: '/operate/sqlite' }],
  },
  {
    text: 'Project',
    items: [
      { text: 'Architecture', link: '/architecture' },
      { text: 'Performance', link: '/performance' },
      { text: 'Compatibility', link: '/compatibility' },
    ],
  },
]
