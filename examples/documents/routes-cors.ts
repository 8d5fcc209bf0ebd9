createCopilotExpressHandler({
  runtime,
  basePath: '/api/copilotkit',
  cors: { origin: 'https://app.example.com', methods: ['GET', 'POST', 'OPTIONS'] },
})
