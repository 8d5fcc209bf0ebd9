// @ts-check

/** @type {import('@flightdeck/host-kit/verify').Host} */
export const host = {
  name: 'Bun',
  folder: import.meta.dirname,
  command: [
    'bun',
    // Without this flag Bun installs missing packages from the registry.
    '--no-install',
    'src/server.ts',
  ],
  mounts: [
    { path: '/api/copilotkit', cors: 'named' },
    { path: '/api/copilotkit-single', mode: 'single-route' },
  ],
  // Bun closes a connection that is idle for 10 seconds.
  idleSeconds: 12,
}
