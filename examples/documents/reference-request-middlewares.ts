const runtime = new CopilotRuntime({
  agents,
  beforeRequestMiddleware: async ({ request, path }) => {
    const auth = request.headers.get('authorization')
    if (!auth) {
      throw new Response('Unauthorized', { status: 401 })
    }
  },
  afterRequestMiddleware: async ({ response, path, messages, threadId, runId }) => {
    console.info('Handled', path, response.status)
    console.info('Thread:', threadId, 'Run:', runId)
    console.info('Messages:', messages)
  },
})
