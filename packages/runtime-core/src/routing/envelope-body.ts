// Tests: `single-route.test.ts`.
/** A request created from an envelope, with its parsed body. Its own body is null. */
export type EnvelopedRequest = Request & { readonly envelopeBody: { readonly body: unknown } }

/** Attaches a parsed body to a request, so that it is not serialised only to be parsed again. */
export function withEnvelopeBody(request: Request, body: unknown): EnvelopedRequest {
  return Object.assign(request, { envelopeBody: { body } })
}

/** Returns the parsed body attached to a request; undefined if there is none. */
export function envelopeBodyOf(request: Request): EnvelopedRequest['envelopeBody'] | undefined {
  return 'envelopeBody' in request ? (request as EnvelopedRequest).envelopeBody : undefined
}
