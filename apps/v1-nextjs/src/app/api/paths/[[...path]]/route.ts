import {
  CopilotRuntime,
  copilotRuntimeNextJSAppRouterEndpoint,
  GoogleGenerativeAIAdapter,
} from '@copilotkit/runtime'

const { handleRequest } = copilotRuntimeNextJSAppRouterEndpoint({
  runtime: new CopilotRuntime(),
  serviceAdapter: new GoogleGenerativeAIAdapter(),
  endpoint: '/api/paths',
})

// With a catch-all route the stock client finds one path per operation, and needs no second request to find that out.
export { handleRequest as GET, handleRequest as OPTIONS, handleRequest as POST }
