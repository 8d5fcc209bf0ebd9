import type { ToolSet } from 'ai'
import { tryParseJson } from '../json/try-parse-json.ts'
import { createArgumentsCheck } from '../schema/check-arguments.ts'
import { fromJsonSchema } from '../schema/tool-schema.ts'
import { applyPatch } from './apply-model-patch.ts'
import { MAX_STATE_BYTES, PatchDraft } from './patch-draft.ts'
import { DELTA_TOOL, SNAPSHOT_TOOL } from './state-tool-names.ts'

/**
 * The two tools by which a model changes the shared state. They keep track of the state, so
 * that the model gets an error for a change that cannot be applied.
 *
 * @param state the state at the start of the run
 * @param maxBytes characters of JSON that the state may have; the result of a larger one is an error
 */
export function createStateTools(state: unknown, maxBytes: number = MAX_STATE_BYTES): ToolSet {
  let current = state
  return {
    [SNAPSHOT_TOOL]: {
      description: 'Replace the entire state of the application with a new one.',
      inputSchema: SNAPSHOT_INPUT,
      execute: async (input: { snapshot: unknown }) => {
        const snapshot = parsed(input.snapshot)
        new PatchDraft(maxBytes).check(snapshot)
        current = snapshot
        return { success: true, snapshot: current }
      },
    },
    [DELTA_TOOL]: {
      description: 'Change parts of the state of the application with operations of JSON Patch (RFC 6902).',
      inputSchema: DELTA_INPUT,
      execute: async (input: { delta: unknown }) => {
        const patch = applyPatch(current, parsed(input.delta), maxBytes)
        current = patch.state
        return { success: true, delta: patch.delta }
      },
    },
  }
}

/** Models write states and patches in several ways, which the tools read: only that there is an object is checked. */
const checkObject = createArgumentsCheck({})

const SNAPSHOT_INPUT = fromJsonSchema(
  {
    type: 'object',
    properties: { snapshot: { description: 'The complete new state' } },
    required: ['snapshot'],
  },
  checkObject,
)

const DELTA_INPUT = fromJsonSchema(
  {
    type: 'object',
    properties: {
      delta: {
        type: 'array',
        description: 'The operations, in the order in which they apply',
        items: {
          type: 'object',
          properties: {
            op: { type: 'string', enum: ['add', 'replace', 'remove'] },
            path: { type: 'string', description: 'A JSON Pointer, "/todos/0/done" for instance' },
            value: { description: 'The value to add, or to put in its place' },
          },
          required: ['op', 'path'],
        },
      },
    },
    required: ['delta'],
  },
  checkObject,
)

/** Some models send a value without a type in the schema as a JSON string. */
function parsed(value: unknown): unknown {
  return typeof value === 'string' && /^\s*[[{]/.test(value) ? tryParseJson(value) : value
}
