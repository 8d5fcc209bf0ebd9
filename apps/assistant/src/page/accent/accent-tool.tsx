import './accent-tool.css'
import { useFrontendTool } from '@copilotkit/react-core/v2'
import { z } from 'zod'
import { ACCENT_TOOL, ACCENTS } from '../../scripted/script.ts'
import { setAccent } from './accent.ts'

const parameters = z.object({ colour: z.enum(ACCENTS).describe('The new accent colour') })

/** Registers a tool that runs in this page. */
export function AccentTool() {
  useFrontendTool({
    name: ACCENT_TOOL,
    description: 'Sets the accent colour of the page',
    parameters,
    handler: async ({ colour }) => {
      setAccent(colour)
      return `The accent colour is now ${colour}`
    },
    render: ({ args, status }) => (
      <div className="tool-card" data-testid="tool-card" data-status={status}>
        <span className="swatch" data-accent={args.colour ?? ''} />
        <code>{ACCENT_TOOL}</code>
        <span className="tool-arg">{args.colour ?? '…'}</span>
        <span className="tool-status">{status === 'complete' ? 'done in this browser' : 'running…'}</span>
      </div>
    ),
  })
  return null
}
