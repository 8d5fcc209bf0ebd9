import '@copilotkit/react-core/v2/styles.css'
import '@flightdeck/page-kit/colours.css'
import './accent/accents.css'
import '@flightdeck/page-kit/layout.css'
import './layout.css'
import { watchColourScheme } from '@flightdeck/page-kit'
import { createRoot } from 'react-dom/client'
import { watchAccent } from './accent/accent.ts'
import { App } from './app.tsx'

watchColourScheme()
watchAccent()

const root = document.getElementById('root')
if (root) createRoot(root).render(<App />)
