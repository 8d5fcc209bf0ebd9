// @ts-check

const shared = {
  folder: import.meta.dirname,
  command: /** @type {const} */ (['node', 'dist/main.js']),
}
const mounts = /** @type {const} */ ([
  { path: '/api/copilotkit', cors: 'all' },
  { path: '/api/copilotkit-single', mode: 'single-route', cors: 'all' },
  { path: '/parsed/copilotkit' },
])

/** @type {import('@flightdeck/host-kit/verify').Host} */
export const plain = {
  ...shared,
  name: 'NestJS',
  mounts: [...mounts, { path: '/controller/copilotkit' }],
}

/** @type {import('@flightdeck/host-kit/verify').Host} */
export const prefixed = {
  ...shared,
  name: 'NestJS with a global prefix',
  env: { GLOBAL_PREFIX: 'v1' },
  mounts: [...mounts, { path: '/v1/controller/copilotkit' }],
  own: ['/v1/health'],
}
