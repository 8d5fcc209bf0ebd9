/** The tool of the page that draws a chart. */
export const CHART_TOOL = 'draw_chart'

/** What a chart is drawn from. */
export interface Chart {
  title: string
  kind: 'bar' | 'line'
  /** Of the values, such as `EUR`. */
  unit: string
  /** In the order in which they are drawn. */
  points: { label: string; value: number }[]
}
