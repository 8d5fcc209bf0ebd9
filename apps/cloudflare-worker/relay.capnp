using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    ( name = "worker", worker = .worker ),
    # The test that directs it listens on this machine, which Workers may not call otherwise.
    ( name = "test", network = ( allow = ["private"] ) ),
  ],
  sockets = [ ( name = "http", address = "127.0.0.1:4000", http = (), service = "worker" ) ],
);

const worker :Workerd.Worker = (
  modules = [ ( name = "worker.js", esModule = embed "dist/relay.js" ) ],
  compatibilityDate = "2026-11-01",
  # Tells a Worker, and the object behind it, that a client has left.
  compatibilityFlags = ["enable_request_signal", "request_signal_passthrough"],
  bindings = [
    ( name = "THREADS", durableObjectNamespace = "Threads" ),
  ],
  globalOutbound = "test",
  durableObjectNamespaces = [ ( className = "Threads", uniqueKey = "flightdeck-threads" ) ],
  durableObjectStorage = (inMemory = void),
);
