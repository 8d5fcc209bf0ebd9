import '@copilotkit/react-core/v2/styles.css'
import './colours.css'
import './layout.css'
import { createRoot } from 'react-dom/client'
import { watchAccent } from './accent.ts'
import { App } from './app.tsx'
import { watchColourScheme } from './colour-scheme.ts'

watchColourScheme()
watchAccent()

const root = document.getElementById('root')
if (root) createRoot(root).render(<App />)
