/** The answer to whatever has no scene of its own: it shows that the thread was kept. */
export function toEcho(questions: readonly string[]): string {
  const before = questions.slice(0, -1)
  const asked = `You said “${questions.at(-1) ?? ''}”.`
  if (before.length === 0) return `${asked} It is the first thing that you said here.`
  return `${asked} Before that it was “${before.at(-1)}”, and ${before.length} in all.`
}

export const LONG_ANSWER = `Here is a long answer, so that there is time to do something to it.

While these words arrive, every one of them is written to a file by the server. You may reload this page, and it goes on where it was. You \
may open a second window, and both show the same. You may start another chat, look at that one, and come back: this answer does not wait for \
anybody, and the list marks it as long as it is being written.

You may also stop the server, kindly with Ctrl+C or rudely with kill minus nine. When it is killed in the middle of this sentence, nobody is \
there to finish it. But what has arrived lies in the file, and a server that is started again finds it, sees that whoever wrote it is gone, and \
says so: the answer ends with a mark that it was cut off, the chat is free again, and you can ask on.

Names and archives are kept in the same file, and so is the question of who may see what. Every chat belongs to whoever began it. The \
other user of this page has a list of their own, and an address copied from yours shows them nothing at all.

That was the long answer. Rename this chat, put it into the archive, or delete it: it will not mind.`

export const APPROVAL_INTRO = 'I would send the newsletter now, but not without your word.'

export const APPROVAL_QUESTION = 'Send the newsletter to 1,024 people?'

export const APPROVED =
  'Sent, as you said. That question may have waited for days, and outlived the server that asked it.'

export const DECLINED = 'Then I leave it. Nothing was sent.'
