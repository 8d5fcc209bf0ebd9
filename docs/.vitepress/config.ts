import { defineConfig } from 'vitepress'
import { breakableCode } from './breakable-code.ts'
import { diagrams } from './diagrams.ts'
import { writeReference } from './reference/write-reference.ts'
import { repository, repositoryLinks } from './repository-links.ts'
import { sidebar } from './sidebar.ts'
import { slug } from './slug.ts'
import { taskLists } from './task-lists.ts'

writeReference()

export default defineConfig({
  title: 'Flightdeck',
  description: 'An open, self-hosted server runtime for AG-UI agents',
  lang: 'en',
  cleanUrls: true,
  // A dead link fails the build.
  ignoreDeadLinks: 'localhostLinks',
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: '/favicon.svg' }]],
  vite: { build: { chunkSizeWarningLimit: 2_000 } },
  markdown: {
    anchor: { slugify: slug },
    config(markdown) {
      markdown.use(repositoryLinks)
      markdown.use(diagrams)
      markdown.use(breakableCode)
      markdown.use(taskLists)
    },
  },
  themeConfig: {
    logo: '/favicon.svg',
    nav: [
      { text: 'Get started', link: '/start/quickstart', activeMatch: '^/start/' },
      { text: 'Guides', link: '/guides/agents', activeMatch: '^/guides/' },
      { text: 'Reference', link: '/reference/', activeMatch: '^/(reference/|protocol)' },
      { text: 'Operate', link: '/operate/checklist', activeMatch: '^/operate/' },
      {
        text: 'Project',
        link: '/architecture',
        activeMatch: '^/(architecture|performance|compatibility|roadmap|versions)',
      },
    ],
    sidebar,
    outline: [2, 3],
    search: { provider: 'local' },
    socialLinks: [{ icon: 'github', link: repository }],
  },
})
