// @ts-check

/** @type {import('@flightdeck/host-kit/verify').Host} */
export const host = {
  name: 'Deno',
  folder: import.meta.dirname,
  command: [
    'deno',
    'run',
    '--no-prompt',
    // Nothing is downloaded: every dependency is in node_modules.
    '--no-remote',
    '--cached-only',
    '--allow-net=127.0.0.1',
    '--allow-env=PORT',
    'src/server.ts',
  ],
  env: { DENO_NO_UPDATE_CHECK: '1' },
  mounts: [
    { path: '/api/copilotkit', cors: 'named' },
    { path: '/api/copilotkit-single', mode: 'single-route' },
  ],
}
