/** What a newcomer can try with the assistant. The imitation of a model knows these, and a model does too. */
const ASSISTANT = [
  { title: 'Last month', message: 'Where did my money go last month?' },
  { title: 'Draw a chart', message: 'Draw my spending by month' },
  { title: 'In dollars', message: 'How much was last month in dollars?' },
  { title: 'Add an expense', message: 'Add 12.50 for lunch' },
  { title: 'Remove the last one', message: 'Remove my last expense' },
  { title: 'Write a review', message: 'Write a review of the last six months' },
]

/** What only makes sense where no model answers. */
const IMITATION = [{ title: 'Show an error', message: 'Show me an error' }]

/** One chip for each feature that the scripted agent shows. */
const SCRIPTED = [
  { title: 'What can you do?', message: 'What can you do?' },
  { title: 'A long answer', message: 'Give me a long answer' },
  { title: 'Make a plan', message: 'Make a plan' },
  { title: 'Think first', message: 'Think before you answer' },
  { title: 'Change the colour', message: 'Change the colour of this page' },
  { title: 'Ask for approval', message: 'Ask for my approval' },
  { title: 'Show an error', message: 'Show me an error' },
]

/** What the chips below a new thread say and send. */
export function startersFor(agentId: string, isImitation: boolean): { title: string; message: string }[] {
  if (agentId === 'scripted') return SCRIPTED
  return isImitation ? [...ASSISTANT, ...IMITATION] : ASSISTANT
}
