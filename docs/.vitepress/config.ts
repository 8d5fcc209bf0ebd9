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
