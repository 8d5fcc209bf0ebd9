/** A request that was taken out of an envelope, with its body still parsed. Its own body is null. */
export type EnvelopedRequest = Request & { readonly envelopeBody: { readonly body: unknown } }

/** Lets a request carry the value that it would otherwise write as JSON, only for its route to parse it again. */
export function withEnvelopeBody(request: Request, body: unknown): EnvelopedRequest {
  return Object.assign(request, { envelopeBody: { body } })
}

/** The body that came parsed with a request, if it did. */
export function envelopeBodyOf(request: Request): EnvelopedRequest['envelopeBody'] | undefined {
  return 'envelopeBody' in request ? (request as EnvelopedRequest).envelopeBody : undefined
}
