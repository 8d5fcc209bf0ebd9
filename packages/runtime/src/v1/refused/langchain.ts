import { type Absent, type AbsentType, absent } from '../../absent.ts'

/** @deprecated Throws: `process` of service adapters is not called. Make an agent with a factory. */
export const LangChainAdapter: Absent = /* @__PURE__ */ absent('LangChainAdapter')
/** @deprecated Make an agent with a factory: `new BuiltInAgent({ type: 'custom', factory })`. */
export type LangChainAdapter = AbsentType

/** @deprecated Throws: write the chain as an action. */
export const RemoteChain: Absent = /* @__PURE__ */ absent('RemoteChain')
/** @deprecated Write the chain as an action. */
export type RemoteChain = AbsentType
