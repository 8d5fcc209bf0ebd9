import './chart.css'
import { useSyncExternalStore } from 'react'
import type { Chart as ChartData } from '../../chart/chart-tool.ts'

const WIDTH = 560
const NARROW_WIDTH = 340
const HEIGHT = 240
const LEFT = 52
const TOP = 14
const BOTTOM = 26
const LINES = 4
/** Minimum width of a label. */
const LABEL = 38

const narrow = window.matchMedia('(width < 600px)')

type Point = ChartData['points'][number]

interface ChartProps {
  /** Incomplete while the model is streaming its arguments. */
  chart: { readonly [Member in keyof ChartData]?: ChartData[Member] | undefined }
  isWhole: boolean
}

/** A chart as SVG, and the same data as a table for screen readers. */
export function Chart({ chart, isWhole }: ChartProps) {
  const { title = 'Chart', kind = 'bar', unit = '' } = chart
  const points = (chart.points ?? []).filter(isPoint)
  const width = useIsNarrow() ? NARROW_WIDTH : WIDTH
  return (
    <figure className="chart" data-testid="chart" data-status={isWhole ? 'whole' : 'partial'}>
      <figcaption>
        {title} <span>{unit}</span>
      </figcaption>
      <svg viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={describe(title, unit, points)}>
        <Plot kind={kind} points={points} width={width} />
      </svg>
      <details>
        <summary>As a table</summary>
        <table>
          <tbody>
            {points.map(({ label, value }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: labels may repeat, and the order is fixed
              <tr key={at}>
                <th scope="row">{label}</th>
                <td>{toNumber(value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  )
}

interface PlotProps {
  kind: ChartData['kind']
  points: Point[]
  width: number
}

function Plot({ kind, points, width }: PlotProps) {
  const step = niceStep(Math.max(0, ...points.map(({ value }) => value)) / LINES)
  const low = Math.min(0, ...points.map(({ value }) => value))
  const floor = Math.floor(low / step) * step
  const ceiling = floor + step * Math.max(LINES, Math.ceil((maximum(points) - floor) / step))
  const toY = (value: number): number =>
    TOP + (1 - (value - floor) / (ceiling - floor)) * (HEIGHT - TOP - BOTTOM)
  const slot = (width - LEFT) / Math.max(1, points.length)
  const toX = (index: number): number => LEFT + slot * (index + 0.5)
  const ticks = Array.from({ length: Math.round((ceiling - floor) / step) + 1 }, (_, at) => floor + step * at)
  const every = Math.ceil((points.length * LABEL) / (width - LEFT))
  return (
    <>
      {ticks.map((value) => (
        <g key={value} className="tick">
          <line x1={LEFT} x2={width} y1={toY(value)} y2={toY(value)} />
          <text x={LEFT - 8} y={toY(value) + 4} textAnchor="end">
            {toNumber(value)}
          </text>
        </g>
      ))}
      {kind === 'line' && (
        <polyline points={points.map(({ value }, at) => `${toX(at)},${toY(value)}`).join(' ')} />
      )}
      {points.map(({ label, value }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: labels may repeat, and the order is fixed
        <g key={at} className="point">
          {kind === 'line' ? (
            <circle cx={toX(at)} cy={toY(value)} r={4} />
          ) : (
            <rect
              x={toX(at) - slot * 0.33}
              width={slot * 0.66}
              y={Math.min(toY(value), toY(0))}
              height={Math.abs(toY(0) - toY(value))}
              rx={3}
            />
          )}
          {at % every === 0 && (
            <text x={toX(at)} y={HEIGHT - 8} textAnchor="middle">
              {shorten(label, slot * every)}
            </text>
          )}
          <title>{`${label}: ${toNumber(value)}`}</title>
        </g>
      ))}
    </>
  )
}

/** On small screens a narrower chart is drawn, so that its labels stay readable. */
function useIsNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => narrow.matches)
}

function subscribe(onChange: () => void): () => void {
  narrow.addEventListener('change', onChange)
  return () => narrow.removeEventListener('change', onChange)
}

function isPoint(point: Partial<Point> | undefined): point is Point {
  return typeof point?.label === 'string' && Number.isFinite(point.value)
}

function maximum(points: Point[]): number {
  return Math.max(0, ...points.map(({ value }) => value))
}

/** 1, 2 or 5 times a power of ten, not smaller than `wanted`. */
function niceStep(wanted: number): number {
  if (wanted <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(wanted))
  return ([1, 2, 5].find((factor) => factor * power >= wanted) ?? 10) * power
}

function shorten(label: string, width: number): string {
  const fits = Math.max(2, Math.floor(width / 7))
  return label.length > fits ? `${label.slice(0, fits - 1)}…` : label
}

function toNumber(value: number): string {
  return new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 }).format(value)
}

function describe(title: string, unit: string, points: Point[]): string {
  const values = points.map(({ label, value }) => `${label} ${toNumber(value)}`)
  return `${title}, in ${unit}: ${values.join(', ')}`
}
