createCopilotExpressHandler({
  runtime,
  basePath: '/api/copilotkit',
  hooks: {
    onRequest: ({ request }) => {
      if (!request.headers.get('authorization')) {
        throw new Response('Unauthorized', { status: 401 })
      }
    },
  },
})
