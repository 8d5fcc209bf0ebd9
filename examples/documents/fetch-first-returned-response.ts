new CopilotRuntime({
  agents,
  beforeRequestMiddleware: async () => new Response('Unauthorized', { status: 401 }),
})
