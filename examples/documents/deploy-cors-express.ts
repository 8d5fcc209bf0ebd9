createCopilotExpressHandler({
  runtime,
  basePath: '/api/copilotkit',
  cors: {
    origin: 'https://myapp.com',
    credentials: true,
  },
})
