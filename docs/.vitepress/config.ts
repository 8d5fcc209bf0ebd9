import { defineConfig } from 'vitepress'
import { diagrams } from './diagrams.ts'
import { repository, repositoryLinks } from './repository-links.ts'
import { sidebar } from './sidebar.ts'
import { slug } from './slug.ts'

export default defineConfig({
  title: 'Flightdeck',
  description: 'An open, self-hosted server runtime for AG-UI agents',
  lang: 'en',
  cleanUrls: true,
  // A dead link fails the build.
  ignoreDeadLinks: 'localhostLinks',
  markdown: {
    anchor: { slugify: slug },
    config(markdown) {
      markdown.use(repositoryLinks)
      markdown.use(diagrams)
    },
  },
  themeConfig: {
    nav: [
      { text: 'Guides', link: '/guides/mcp', activeMatch: '^/guides/' },
      { text: 'Reference', link: '/protocol', activeMatch: '^/(reference/|protocol)' },
      { text: 'Operate', link: '/operate/sqlite', activeMatch: '^/operate/' },
    ],
    sidebar,
    outline: [2, 3],
    search: { provider: 'local' },
    socialLinks: [{ icon: 'github', link: repository }],
  },
})
