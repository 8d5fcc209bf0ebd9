import { useFrontendTool } from '@copilotkit/react-core/v2'
import { z } from 'zod'
import { CHART_TOOL } from '../../chart/chart-tool.ts'
import { Chart } from './chart.tsx'

/** Maximum number of points of a chart. */
const MAX_POINTS = 24

const parameters = z.object({
  title: z.string().describe('What the chart shows'),
  kind: z.enum(['bar', 'line']).describe('line for a development over time, bar for anything else'),
  unit: z.string().describe('The unit of the values, such as EUR'),
  points: z
    .array(z.object({ label: z.string(), value: z.number() }))
    .min(1)
    .max(MAX_POINTS)
    .describe('In drawing order'),
})

/** Registers a tool that draws a chart in the conversation. */
export function ChartTool() {
  useFrontendTool({
    name: CHART_TOOL,
    description: 'Draws a chart in the conversation',
    parameters,
    handler: async ({ points }) => `The chart is shown with ${points.length} points`,
    render: ({ args, status }) => <Chart chart={args} isWhole={status !== 'inProgress'} />,
  })
  return null
}
