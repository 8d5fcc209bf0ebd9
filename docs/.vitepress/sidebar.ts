import type { DefaultTheme } from 'vitepress'
import { documentedPackages } from './reference/packages.ts'

/** Every page of the site, in reading order. A test compares it with the files. */
export const sidebar: DefaultTheme.SidebarItem[] = [
  {
    text: 'Get started',
    items: [
      { text: 'Quickstart', link: '/start/quickstart' },
      { text: 'Next.js and React', link: '/start/nextjs' },
      { text: 'A server without a framework', link: '/start/server' },
      { text: 'Until it is published', link: '/start/unpublished' },
    ],
  },
  {
    text: 'Guides',
    items: [
      { text: 'Agents', link: '/guides/agents' },
      { text: 'Frontend', link: '/guides/frontend' },
      { text: 'Tools and approvals', link: '/guides/tools' },
      { text: 'MCP servers', link: '/guides/mcp' },
      { text: 'Threads', link: '/guides/threads' },
      { text: 'Authentication', link: '/guides/authentication' },
      { text: 'Security', link: '/guides/security' },
      { text: 'Voice', link: '/guides/voice' },
      { text: 'Deploy', link: '/guides/deploy' },
      { text: 'Many machines', link: '/guides/many-machines' },
      { text: 'Observability', link: '/guides/observability' },
      { text: 'Migrate', link: '/guides/migrate' },
    ],
  },
  {
    text: 'Reference',
    items: [
      { text: 'Overview', link: '/reference/' },
      { text: 'Protocol', link: '/protocol' },
      { text: 'Threads API', link: '/reference/threads' },
      { text: 'Transcription', link: '/reference/transcription' },
      { text: 'Built-in agent', link: '/reference/builtin-agent' },
      { text: 'Error codes', link: '/reference/errors' },
      {
        text: 'Exports',
        collapsed: true,
        items: documentedPackages().map(({ folder }) => ({ text: folder, link: `/reference/api/${folder}` })),
      },
    ],
  },
  {
    text: 'Operate',
    items: [
      { text: 'Production checklist', link: '/operate/checklist' },
      { text: 'Troubleshooting', link: '/operate/troubleshooting' },
      { text: 'Threads in SQLite', link: '/operate/sqlite' },
      { text: 'Threads in Postgres', link: '/operate/postgres' },
    ],
  },
  {
    text: 'Project',
    items: [
      { text: 'Architecture', link: '/architecture' },
      { text: 'Performance', link: '/performance' },
      { text: 'Compatibility', link: '/compatibility' },
      { text: 'Roadmap', link: '/roadmap' },
      { text: 'Versions', link: '/versions' },
    ],
  },
]
