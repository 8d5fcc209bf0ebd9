import '@copilotkit/react-core/v2/styles.css'
import '@flightdeck/page-kit/colours.css'
import '@flightdeck/page-kit/layout.css'
import './layout.css'
import { watchColourScheme } from '@flightdeck/page-kit'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'

watchColourScheme()

const root = document.getElementById('root')
if (root) createRoot(root).render(<App />)
