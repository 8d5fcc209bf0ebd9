// @ts-check

/** @type {import('@flightdeck/host-kit/verify').Host} */
export const host = {
  name: 'TanStack Start',
  folder: import.meta.dirname,
  command: ['node', 'server.mjs'],
  mounts: [{ path: '/api/copilotkit' }, { path: '/api/copilotkit-single', mode: 'single-route' }],
  own: ['/health', '/'],
}
