using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [ ( name = "worker", worker = .worker ) ],
  sockets = [ ( name = "http", address = "127.0.0.1:4000", http = (), service = "worker" ) ],
);

const worker :Workerd.Worker = (
  modules = [ ( name = "worker.js", esModule = embed "dist/worker.js" ) ],
  compatibilityDate = "2026-11-01",
  # Tells a Worker, and the object behind it, that a client has left.
  compatibilityFlags = ["enable_request_signal", "request_signal_passthrough"],
  bindings = [
    ( name = "AGENT_KEY", fromEnvironment = "AGENT_KEY" ),
    ( name = "THREADS", durableObjectNamespace = "Threads" ),
  ],
  durableObjectNamespaces = [ ( className = "Threads", uniqueKey = "flightdeck-threads" ) ],
  durableObjectStorage = (inMemory = void),
);
