// @ts-check

/** @type {import('@flightdeck/host-kit/verify').Host} */
export const host = {
  name: 'Hono',
  folder: import.meta.dirname,
  command: ['node', 'dist/server.js'],
  mounts: [
    { path: '/api/copilotkit', cors: 'named' },
    { path: '/api/copilotkit-single', mode: 'single-route' },
    { path: '/older/copilotkit', cors: 'all' },
    { path: '/older/copilotkit-single', mode: 'single-route', cors: 'all' },
    { path: '/by-hand/copilotkit' },
  ],
}
