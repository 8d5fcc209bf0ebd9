import * as sdk from 'ai'

/** The version of the AI SDK that the tests run with: 6, and 7 where `ai-7.test.ts` starts them. */
export const AI_SDK_VERSION: 6 | 7 = 'isStepCount' in sdk ? 7 : 6
