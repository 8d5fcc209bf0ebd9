import './globals.css'
import { CopilotKit } from '@copilotkit/react-core'
import type { ReactNode } from 'react'
import '@copilotkit/react-ui/styles.css'

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        {/* Make sure to use the URL you configured in the previous step  */}
        <CopilotKit runtimeUrl="/api/copilotkit">{children}</CopilotKit>
      </body>
    </html>
  )
}
