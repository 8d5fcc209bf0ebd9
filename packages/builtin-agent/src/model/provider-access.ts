/** How to reach the provider of a model given by name. */
export interface ModelAccess {
  /** The key. @default the provider's variable, such as `OPENAI_API_KEY`, where there is an environment */
  apiKey?: string | undefined
  /** Where the provider's API is. @default the provider's variable, such as `OPENAI_BASE_URL`, or its own address */
  baseURL?: string | undefined
  /** Further headers of every request. @default none */
  headers?: Readonly<Record<string, string>> | undefined
  /** Sends the requests. @default the global `fetch` */
  fetch?: typeof fetch | undefined
  /** Of models of `openai` and `azure`: which API is called. @default 'responses' for `openai`, 'chat' for `azure` */
  api?: 'responses' | 'chat' | undefined
  /** Of models of `openai`: the organization that is charged. @default the key's */
  organization?: string | undefined
  /** Of models of `openai`: the project that is charged. @default the key's */
  project?: string | undefined
  /** Of models of `bedrock`. @default `AWS_REGION` */
  region?: string | undefined
  /** Of models of `bedrock`. @default `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN` */
  credentials?: AwsCredentials | undefined
}

/** Keys of an account of AWS. */
export interface AwsCredentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string | undefined
}

/** How to reach a provider, with its variables read. */
export interface ProviderAccess extends ModelAccess {
  readonly apiKey: string | undefined
  readonly baseURL: string | undefined
  /** The name that the package is given. @default the package's */
  readonly name: string | undefined
}
