import type { OfServer } from '../../kit/channels';
import { library } from './library';
import { LiveBytes } from './liveBytes';
import { SECONDS } from './seconds';
import { MOST_SERVERS, ServerNames } from './serverNames';
import { watchServers } from './watch';

type Labels = Record<string, string | number>;

/** What of a registry of `prom-client` is used. */
export interface PrometheusRegistry {
  readonly contentType: string;
  metrics(): Promise<string>;
  removeSingleMetric(name: string): void;
}

interface MetricOptions {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly registers: readonly PrometheusRegistry[];
  readonly buckets?: readonly number[];
  readonly collect?: () => void;
}

interface Counter {
  inc(labels: Labels, value?: number): void;
}

interface Gauge extends Counter {
  dec(labels: Labels, value?: number): void;
  set(labels: Labels, value: number): void;
}

interface Histogram {
  observe(labels: Labels, value: number): void;
}

interface PromClient {
  readonly Registry: new () => PrometheusRegistry;
  readonly Counter: new (options: MetricOptions) => Counter;
  readonly Gauge: new (options: MetricOptions) => Gauge;
  readonly Histogram: new (options: MetricOptions) => Histogram;
}

/** How metrics are kept for Prometheus. */
export interface PrometheusOptions {
  /** A registry of `prom-client` to add to, such as its `register`. Default: one of their own. */
  readonly registry?: PrometheusRegistry;
  /** What their names begin with. Default `xstate_net_`. */
  readonly prefix?: string;
  /** Servers that are told apart by the label `server`; the others are `other`. Default 64. */
  readonly maxServers?: number;
}

/** Metrics of all servers of the process. */
export interface PrometheusMetrics {
  readonly registry: PrometheusRegistry;
  /** Stops counting, and takes the metrics out of the registry. */
  stop(): void;
}

const PREFIX = 'xstate_net_';

/** Makes metrics in a registry, and knows their names for the day when they are taken out. */
class Metrics {
  readonly names: string[] = [];

  constructor(
    private readonly client: PromClient,
    private readonly registry: PrometheusRegistry,
    private readonly prefix: string,
  ) {}

  counter(
    name: string,
    help: string,
    labels: readonly string[] = [],
    collect?: () => void,
  ): Counter {
    return new this.client.Counter(this.options(name, help, labels, { collect }));
  }

  gauge(name: string, help: string): Gauge {
    return new this.client.Gauge(this.options(name, help, []));
  }

  histogram(name: string, help: string, labels: readonly string[] = []): Histogram {
    return new this.client.Histogram(this.options(name, help, labels, { buckets: SECONDS }));
  }

  private options(
    name: string,
    help: string,
    labels: readonly string[],
    { buckets, collect }: { buckets?: readonly number[]; collect?: (() => void) | undefined } = {},
  ): MetricOptions {
    const full = this.prefix + name;
    this.names.push(full);
    return {
      name: full,
      help,
      labelNames: ['server', ...labels],
      registers: [this.registry],
      ...(buckets && { buckets }),
      ...(collect && { collect }),
    };
  }
}

/**
 * Counts what becomes of all servers of the process and their connections, for Prometheus, by the
 * package `prom-client`, which has to be installed (`XN_LIBRARY_MISSING`). Begin before the servers do:
 * of what is there already, only the end is seen.
 *
 * @example
 * ```ts
 * const { registry } = prometheusMetrics();
 * console.log(await registry.metrics());
 * ```
 */
export function prometheusMetrics(options: PrometheusOptions = {}): PrometheusMetrics {
  const client = library<PromClient>('prom-client', 'prometheusMetrics()');
  const registry = options.registry ?? new client.Registry();
  const make = new Metrics(client, registry, options.prefix ?? PREFIX);
  const names = new ServerNames(options.maxServers ?? MOST_SERVERS);
  const bytes = new LiveBytes<string>((server, got, left) => {
    received.inc({ server }, got);
    sent.inc({ server }, left);
  });
  const serving = make.gauge('serving', '1 while the server accepts connections, else 0.');
  const active = make.gauge('active_connections', 'Connections that are open.');
  const accepted = make.counter('connections_total', 'Connections that were accepted.');
  const duration = make.histogram(
    'connection_duration_seconds',
    'Time from accept to close, by what the connection died of.',
    ['how_died'],
  );
  const firstByte = make.histogram(
    'first_byte_seconds',
    'Time from accept until the peer said something.',
  );
  const refused = make.counter(
    'refused_connections_total',
    'Connections that were turned away, by the reason.',
    ['reason'],
  );
  const settle = () => bytes.settle();
  const received = make.counter('received_bytes_total', 'Bytes received.', [], settle);
  const sent = make.counter('sent_bytes_total', 'Bytes that the system took to send.', [], settle);
  const errors = make.counter('handler_errors_total', 'Handlers that failed.');
  const throttled = make.counter('throttled_total', 'Connections that brought too many messages.');
  const listenerErrors = make.counter('listener_errors_total', 'Errors of the listener.');
  const drains = make.histogram('drain_duration_seconds', 'Time that closing down took.');

  const of = ({ address }: OfServer) => ({ server: names.of(address) });
  const begun = new Set<string>();
  /** Series that are there from the beginning, so that the first event is a step and not a start. */
  const begin = (labels: { server: string }): void => {
    if (begun.has(labels.server)) return;
    begun.add(labels.server);
    active.set(labels, 0);
    for (const counter of [accepted, received, sent, errors, throttled, listenerErrors]) {
      counter.inc(labels, 0);
    }
  };

  const unwatch = watchServers({
    'xstate-net:server:listening': ({ metadata }) => {
      const labels = of(metadata);
      begin(labels);
      serving.set(labels, 1);
    },
    'xstate-net:server:suspended': ({ metadata }) => serving.set(of(metadata), 0),
    'xstate-net:server:closing': ({ metadata }) => serving.set(of(metadata), 0),
    'xstate-net:server:shutdown': ({ metadata, measurements }) => {
      serving.set(of(metadata), 0);
      drains.observe(of(metadata), measurements.drain / 1_000);
    },
    'xstate-net:server:error': ({ metadata }) => listenerErrors.inc(of(metadata)),
    'xstate-net:connection:start': ({ metadata }) => {
      const labels = of(metadata);
      bytes.started(metadata.connection, metadata.descriptor, labels.server);
      active.inc(labels);
      accepted.inc(labels);
    },
    'xstate-net:connection:firstByte': ({ metadata, measurements }) =>
      firstByte.observe(of(metadata), measurements.delay / 1_000),
    'xstate-net:connection:end': ({ metadata, measurements }) => {
      const labels = of(metadata);
      if (bytes.ended(metadata.connection, measurements)) active.dec(labels);
      const how = { ...labels, how_died: metadata.howDied };
      duration.observe(how, measurements.duration / 1_000);
    },
    'xstate-net:connection:refused': ({ metadata }) =>
      refused.inc({ ...of(metadata), reason: metadata.reason }),
    'xstate-net:handler:error': ({ metadata }) => errors.inc(of(metadata)),
    'xstate-net:handler:throttled': ({ metadata }) => throttled.inc(of(metadata)),
  });
  return {
    registry,
    stop: () => {
      unwatch();
      for (const name of make.names) registry.removeSingleMetric(name);
    },
  };
}
