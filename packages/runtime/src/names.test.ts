import * as core from '@flightdeck/runtime-core'
import { describe, expect, test } from 'vitest'
import { absentNames } from './absent-names.ts'
import * as express from './express.ts'
import * as hono from './hono.ts'
import * as root from './index.ts'
import * as langgraph from './langgraph.ts'
import * as node from './node.ts'
import * as v2Express from './v2/express.ts'
import * as v2Hono from './v2/hono.ts'
import * as v2Node from './v2/node.ts'
import * as v2 from './v2.ts'

/** The values of `@copilotkit/runtime/v2`, except those for its conformance tests. */
const expected = [
  'AgentRunner',
  'BasicAgent',
  'BuiltInAgent',
  'CopilotIntelligenceRuntime',
  'CopilotKitIntelligence',
  'CopilotRuntime',
  'CopilotSseRuntime',
  'InMemoryAgentRunner',
  'IntelligenceAgentRunner',
  'InterruptSignal',
  'TranscriptionService',
  'VERSION',
  'classifyModelSpec',
  'convertAISDKStream',
  'convertInputToTanStackAI',
  'convertJsonSchemaToZodSchema',
  'convertMessagesToVercelAISDKMessages',
  'convertTanStackStream',
  'convertToolDefinitionsToVercelAITools',
  'convertToolsToVercelAITools',
  'createCopilotEndpoint',
  'createCopilotEndpointExpress',
  'createCopilotEndpointSingleRoute',
  'createCopilotEndpointSingleRouteExpress',
  'createCopilotExpressHandler',
  'createCopilotHonoHandler',
  'createCopilotRuntimeHandler',
  'createRunEventFinalizer',
  'defineTool',
  'finalizeRunEvents',
  'isA2UIEnabled',
  'isIntelligenceRuntime',
  'resolveAgents',
  'resolveModel',
  'supportsLocalThreadEndpoints',
  'toFetchCorsConfig',
]

/** The values of the older API that existing code imports from the root, all but `FilterThinkingTextBuffer`. */
const olderNames = [
  'AnthropicAdapter',
  'BedrockAdapter',
  'EmptyAdapter',
  'ExperimentalEmptyAdapter',
  'ExperimentalOllamaAdapter',
  'GoogleGenerativeAIAdapter',
  'GroqAdapter',
  'GuardrailsValidationFailureResponse',
  'LangChainAdapter',
  'LangGraphAgent',
  'LangGraphHttpAgent',
  'MessageStreamInterruptedResponse',
  'OpenAIAdapter',
  'OpenAIAssistantAdapter',
  'RemoteChain',
  'TelemetryAgentRunner',
  'UnifyAdapter',
  'UnknownErrorResponse',
  'buildSchema',
  'config',
  'convertMCPToolsToActions',
  'convertServiceAdapterError',
  'copilotKitEndpoint',
  'copilotRuntimeNestEndpoint',
  'copilotRuntimeNextJSAppRouterEndpoint',
  'copilotRuntimeNextJSPagesRouterEndpoint',
  'copilotRuntimeNodeExpressEndpoint',
  'copilotRuntimeNodeHttpEndpoint',
  'createLogger',
  'extractParametersFromSchema',
  'generateMcpToolInstructions',
  'getCommonConfig',
  'getSdkClientOptions',
  'langGraphPlatformEndpoint',
  'resolveEndpointType',
]

describe('the names', () => {
  test('of @copilotkit/runtime are all exported, at /v2 and at the root', () => {
    expect(Object.keys(v2)).toEqual(expect.arrayContaining(expected))
    const { CopilotRuntime: _strict, ...shared } = v2
    expect(root).toMatchObject(shared)
  })

  test('of the sub-paths are equal with and without /v2', () => {
    expect(Object.keys(v2Express)).toEqual([
      'createCopilotEndpointExpress',
      'createCopilotEndpointSingleRouteExpress',
      'createCopilotExpressHandler',
    ])
    expect(Object.keys(v2Hono)).toEqual([
      'createCopilotEndpoint',
      'createCopilotEndpointSingleRoute',
      'createCopilotHonoHandler',
      'toFetchCorsConfig',
    ])
    expect(Object.keys(v2Node)).toEqual([
      'createCopilotNodeHandler',
      'createCopilotNodeListener',
      'createNodeFetchHandler',
    ])
    expect({ ...express }).toEqual({ ...v2Express })
    expect({ ...hono }).toEqual({ ...v2Hono })
    expect({ ...node }).toEqual({ ...v2Node })
  })

  test('of the older API are at the root alone', () => {
    expect(
      Object.keys(root)
        .filter((name) => !Object.hasOwn(v2, name))
        .sort(),
    ).toEqual(olderNames)
  })

  test('lead to one class of runtime, which that of the root extends', () => {
    expect(v2.CopilotRuntime).toBe(core.CopilotRuntime)
    expect(root.CopilotSseRuntime).toBe(core.CopilotRuntime)
    expect(Object.getPrototypeOf(root.CopilotRuntime)).toBe(core.CopilotRuntime)
  })
})

describe('unavailable names', () => {
  const everything: Record<string, unknown> = { ...root, ...v2, ...langgraph }
  test.each(Object.entries(absentNames))('throw an error with the replacement for %s', (name, advice) => {
    const absent = everything[name]
    if (typeof absent !== 'function') throw new Error(`${name} is not exported`)
    expect(() => Reflect.construct(absent, [{}])).toThrow(advice)
    expect(() => Reflect.apply(absent, undefined, [{}])).toThrow(advice)
    expect(() => new (class extends (absent as new () => object) {})()).toThrow(`${name} is not part of`)
  })
})

describe('predicates', () => {
  test('detect which runners serve threads', () => {
    class Plain extends v2.AgentRunner {
      async *run() {}
      async *connect() {}
      isRunning(): boolean {
        return false
      }
      stop(): boolean {
        return false
      }
    }
    expect(v2.supportsLocalThreadEndpoints(new v2.InMemoryAgentRunner())).toBe(true)
    expect(v2.supportsLocalThreadEndpoints(new Plain())).toBe(false)
    const flagged = Object.assign(new Plain(), { ɵsupportsLocalThreadEndpoints: true })
    expect(v2.supportsLocalThreadEndpoints(flagged)).toBe(false)
    const method = (): void => {}
    const local = { listThreads: method, getThreadMessages: method, getThreadEvents: method }
    expect(v2.supportsLocalThreadEndpoints(Object.assign(new Plain(), local))).toBe(false)
    const rest = { getThreadState: method, clearThreads: method }
    expect(v2.supportsLocalThreadEndpoints(Object.assign(new Plain(), local, rest))).toBe(true)
  })

  test('accept settings of @copilotkit/runtime', () => {
    expect(v2.isIntelligenceRuntime(new v2.CopilotRuntime({ agents: {} }))).toBe(false)
    expect([v2.isA2UIEnabled({}), v2.isA2UIEnabled({ enabled: false }), v2.isA2UIEnabled(undefined)]).toEqual(
      [true, false, false],
    )
  })
})
