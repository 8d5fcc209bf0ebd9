using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    ( name = "worker", worker = .worker ),
    # As on Cloudflare, plus access to a mock model on this machine.
    ( name = "models", network = ( allow = ["public", "private"], tlsOptions = ( trustBrowserCas = true ) ) ),
  ],
  sockets = [ ( name = "http", address = "127.0.0.1:4000", http = (), service = "worker" ) ],
);

const worker :Workerd.Worker = (
  modules = [ ( name = "worker.js", esModule = embed "dist/worker.js" ) ],
  compatibilityDate = "2026-11-01",
  # Aborts the request signal in a Worker and its Durable Object when the client disconnects.
  compatibilityFlags = ["enable_request_signal", "request_signal_passthrough"],
  bindings = [
    ( name = "AGENT_KEY", fromEnvironment = "AGENT_KEY" ),
    ( name = "OPENAI_API_KEY", fromEnvironment = "OPENAI_API_KEY" ),
    ( name = "OPENAI_BASE_URL", fromEnvironment = "OPENAI_BASE_URL" ),
    ( name = "THREADS", durableObjectNamespace = "Threads" ),
  ],
  globalOutbound = "models",
  durableObjectNamespaces = [ ( className = "Threads", uniqueKey = "flightdeck-threads" ) ],
  durableObjectStorage = (inMemory = void),
);
