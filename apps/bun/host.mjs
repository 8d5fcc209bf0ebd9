// @ts-check

/** @type {import('@flightdeck/host-kit/verify').Host} */
export const host = {
  name: 'Bun',
  folder: import.meta.dirname,
  command: [
    'bun',
    // Without it Bun fetches what it does not find.
    '--no-install',
    'src/server.ts',
  ],
  mounts: [
    { path: '/api/copilotkit', cors: true },
    { path: '/api/copilotkit-single', mode: 'single-route' },
  ],
  // Bun hangs up on a connection that is silent for 10 seconds.
  silentSeconds: 12,
}
