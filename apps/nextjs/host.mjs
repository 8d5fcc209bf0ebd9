// @ts-check

/** @type {import('@flightdeck/host-kit/verify').Host} */
export const host = {
  name: 'Next.js',
  folder: import.meta.dirname,
  // The shell script in .bin would not forward signals to the server.
  command: [
    'node',
    'node_modules/next/dist/bin/next',
    'start',
    '--hostname',
    '127.0.0.1',
    '--keepAliveTimeout',
    '65000',
  ],
  env: { NEXT_TELEMETRY_DISABLED: '1' },
  mounts: [
    { path: '/api/copilotkit', cors: 'named' },
    { path: '/api/copilotkit-single', mode: 'single-route' },
  ],
  own: ['/health', '/'],
}
