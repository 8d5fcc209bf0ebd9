/** The reply to any other message: it shows that the thread was stored. */
export function toEcho(questions: readonly string[]): string {
  const before = questions.slice(0, -1)
  const asked = `You said “${questions.at(-1) ?? ''}”.`
  if (before.length === 0) return `${asked} It is your first message in this chat.`
  return `${asked} Your previous message was “${before.at(-1)}”. There are ${before.length} earlier messages.`
}

export const LONG_ANSWER = `Here is a long answer, so that you have time to try things.

While these words arrive, the server writes every one of them to a file. You can reload this page, and the answer continues where it was. You \
can open a second window, and both show the same. You can start another chat and come back: this run continues \
without readers, and the list marks the chat while it is running.

You can also stop the server, with Ctrl+C or with kill -9. If it is killed in the middle of this sentence, the run cannot \
finish. But the text so far is stored in the file. When the server starts again, it finds a run whose process has ended \
and ends it as interrupted: the answer is marked as interrupted, the chat is idle again, and you can continue.

Names and the archive are stored in the same file, and so is the owner of each chat. A chat belongs to the user who started it. The \
other user of this page has a separate list, and a URL copied from yours shows them nothing.

That was the long answer. Try to rename this chat, archive it, or delete it.`

/** An answer that ends only when it is stopped: `1 2 3 …`. */
export function* countUp(): Generator<string, never, undefined> {
  for (let number = 1; ; number += 1) yield number === 1 ? '1' : ` ${number}`
}

export const APPROVAL_INTRO = 'The newsletter is ready to be sent. This needs your approval.'

export const APPROVAL_QUESTION = 'Send the newsletter to 1,024 people?'

export const APPROVED =
  'Sent, as you approved. An approval can wait for days, and survives a restart of the server.'

export const DECLINED = 'Declined. Nothing was sent.'
