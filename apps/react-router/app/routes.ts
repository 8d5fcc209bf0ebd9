import { index, type RouteConfig, route } from '@react-router/dev/routes'

export default [
  index('routes/home.tsx'),
  route('health', 'routes/health.ts'),
  route('api/copilotkit/*', 'routes/api.copilotkit.$.ts'),
  route('api/copilotkit-single', 'routes/api.copilotkit-single.ts'),
] satisfies RouteConfig
