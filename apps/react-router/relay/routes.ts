import { type RouteConfig, route } from '@react-router/dev/routes'

export default [route('*', 'relay.ts')] satisfies RouteConfig
