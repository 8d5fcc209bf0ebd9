/** Suggestions for the assistant. Both the mock model and real models understand them. */
const ASSISTANT = [
  { title: 'Last month', message: 'Where did my money go last month?' },
  { title: 'Draw a chart', message: 'Draw my spending by month' },
  { title: 'In dollars', message: 'How much was last month in dollars?' },
  { title: 'Add an expense', message: 'Add 12.50 for lunch' },
  { title: 'Remove the last one', message: 'Remove my last expense' },
  { title: 'Write a review', message: 'Write a review of the last six months' },
]

/** Suggestions for the mock model only. */
const MOCK_ONLY = [{ title: 'Show an error', message: 'Show me an error' }]

/** One suggestion for each feature that the scripted agent shows. */
const SCRIPTED = [
  { title: 'What can you do?', message: 'What can you do?' },
  { title: 'A long answer', message: 'Give me a long answer' },
  { title: 'Make a plan', message: 'Make a plan' },
  { title: 'Think first', message: 'Think before you answer' },
  { title: 'Change the colour', message: 'Change the colour of this page' },
  { title: 'Ask for approval', message: 'Ask for my approval' },
  { title: 'Show an error', message: 'Show me an error' },
]

/** The suggestions of a new thread: their titles and the messages they send. */
export function startersFor(agentId: string, isMock: boolean): { title: string; message: string }[] {
  if (agentId === 'scripted') return SCRIPTED
  return isMock ? [...ASSISTANT, ...MOCK_ONLY] : ASSISTANT
}
