using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    ( name = "worker", worker = .worker ),
    # Workers may not call local addresses by default. The test listens on one.
    ( name = "test", network = ( allow = ["private"] ) ),
  ],
  sockets = [ ( name = "http", address = "127.0.0.1:4000", http = (), service = "worker" ) ],
);

const worker :Workerd.Worker = (
  modules = [ ( name = "worker.js", esModule = embed "dist/relay.js" ) ],
  compatibilityDate = "2026-11-01",
  # Aborts the request signal in a Worker and its Durable Object when the client disconnects.
  compatibilityFlags = ["enable_request_signal", "request_signal_passthrough"],
  bindings = [
    ( name = "THREADS", durableObjectNamespace = "Threads" ),
  ],
  globalOutbound = "test",
  durableObjectNamespaces = [ ( className = "Threads", uniqueKey = "flightdeck-threads" ) ],
  durableObjectStorage = (inMemory = void),
);
