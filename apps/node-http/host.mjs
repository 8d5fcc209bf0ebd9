// @ts-check

/** @type {import('@flightdeck/host-kit/verify').Host} */
export const host = {
  name: 'node:http',
  folder: import.meta.dirname,
  command: ['node', 'dist/server.js'],
  mounts: [
    { path: '/api/copilotkit', cors: 'named' },
    { path: '/api/copilotkit-single', mode: 'single-route' },
  ],
}
