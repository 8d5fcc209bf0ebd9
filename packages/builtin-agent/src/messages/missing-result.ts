/** The result of a call that nobody answered: providers refuse a history in which it has none. */
export const UNANSWERED: string = JSON.stringify({
  status: 'interrupted',
  message: 'The call was interrupted and has no result.',
})
