using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    ( name = "worker", worker = .worker ),
    # As on Cloudflare, and a model on this machine besides.
    ( name = "models", network = ( allow = ["public", "private"], tlsOptions = ( trustBrowserCas = true ) ) ),
  ],
  sockets = [ ( name = "http", address = "127.0.0.1:4000", http = (), service = "worker" ) ],
);

const worker :Workerd.Worker = (
  modules = [ ( name = "worker.js", esModule = embed "dist/worker.js" ) ],
  compatibilityDate = "2026-11-01",
  # Tells a Worker, and the object behind it, that a client has left.
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
