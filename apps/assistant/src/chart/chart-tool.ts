/** The frontend tool that draws a chart. */
export const CHART_TOOL = 'draw_chart'

/** The data of a chart. */
export interface Chart {
  title: string
  kind: 'bar' | 'line'
  /** The unit of the values, such as `EUR`. */
  unit: string
  /** In drawing order. */
  points: { label: string; value: number }[]
}
