const handler = createCopilotRuntimeHandler({
  runtime,
  basePath: '/api/copilotkit',
  hooks: {
    // Before routing — auth, correlation IDs
    onRequest: async ({ request, path, runtime }) => {
      const token = request.headers.get('authorization')
      if (!token) {
        throw new Response('Unauthorized', { status: 401 })
      }
    },
    // After routing — route-specific authorization
    onBeforeHandler: async ({ request, route }) => {
      console.log(`Handling ${route.method} for agent ${route.agentId}`)
    },
    // After handler — modify response headers
    onResponse: async ({ response, request }) => {
      const headers = new Headers(response.headers)
      headers.set('x-request-id', crypto.randomUUID())
      return new Response(response.body, {
        status: response.status,
        headers,
      })
    },
    // On error — custom error responses
    onError: async ({ error, request }) => {
      console.error('Handler error:', error)
    },
  },
})
