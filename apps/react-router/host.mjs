// @ts-check

/** @type {import('@flightdeck/host-kit/verify').Host} */
export const host = {
  name: 'React Router',
  folder: import.meta.dirname,
  // The shell script in .bin would not forward signals to the server.
  command: ['node', 'node_modules/@react-router/serve/dist/cli.js', 'build/server/index.js'],
  // It prints the port of its configuration, even if that is 0.
  choosesPort: false,
  mounts: [{ path: '/api/copilotkit' }, { path: '/api/copilotkit-single', mode: 'single-route' }],
  own: ['/health', '/'],
}
