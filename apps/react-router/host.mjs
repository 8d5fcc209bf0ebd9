// @ts-check

/** @type {import('@flightdeck/host-kit/verify').Host} */
export const host = {
  name: 'React Router',
  folder: import.meta.dirname,
  // The shell script in .bin would stand between the server and its signals.
  command: ['node', 'node_modules/@react-router/serve/dist/cli.js', 'build/server/index.js'],
  // It prints the port that it was given, also if that is 0.
  choosesPort: false,
  mounts: [{ path: '/api/copilotkit' }, { path: '/api/copilotkit-single', mode: 'single-route' }],
  own: ['/health', '/'],
}
