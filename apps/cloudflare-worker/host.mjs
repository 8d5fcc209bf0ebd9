// @ts-check

/** @type {import('@flightdeck/host-kit/verify').Host} */
export const host = {
  name: 'a Cloudflare Worker',
  folder: import.meta.dirname,
  command: ['node', 'serve.mjs'],
  env: { AGENT_KEY: 'sk-of-the-worker' },
  mounts: [
    { path: '/api/copilotkit', cors: 'named' },
    { path: '/api/copilotkit-single', mode: 'single-route' },
    { path: '/isolate/copilotkit', cors: 'named' },
    { path: '/isolate/copilotkit-single', mode: 'single-route' },
    { path: '/request/copilotkit', cors: 'named' },
    { path: '/request/copilotkit-single', mode: 'single-route' },
  ],
  replies: { 'which key': 'I was given a key that ends in “rker”.' },
}
