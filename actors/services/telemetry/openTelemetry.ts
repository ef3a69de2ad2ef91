import type { ServerAddress } from '../../../machines/connection/connectionInfo';
import type { HowDied } from '../../../machines/connection/howDied';
import type { ConnectionSpan } from '../../kit/channels';
import { packageVersion } from '../../kit/version';
import { library } from './library';
import { LiveBytes } from './liveBytes';
import { SECONDS } from './seconds';
import { MOST_SERVERS, OTHERS, ServerNames } from './serverNames';
import { watchChannels, watchServers } from './watch';

/** Attributes of a figure or a span, by the names of OpenTelemetry's conventions. */
export type Attributes = Record<string, string | number>;

interface InstrumentOptions {
  readonly description: string;
  readonly unit: string;
  readonly advice?: { readonly explicitBucketBoundaries: number[] };
}

interface Adding {
  add(value: number, attributes: Attributes): void;
}

interface Observing {
  observe(value: number, attributes: Attributes): void;
}

type Callback = (result: Observing) => void;

/** What of a meter of `@opentelemetry/api` is used. */
export interface OpenTelemetryMeter {
  createCounter(name: string, options: InstrumentOptions): Adding;
  createUpDownCounter(name: string, options: InstrumentOptions): Adding;
  createHistogram(
    name: string,
    options: InstrumentOptions,
  ): { record(value: number, attributes: Attributes): void };
  createObservableCounter(
    name: string,
    options: InstrumentOptions,
  ): { addCallback(callback: Callback): void; removeCallback(callback: Callback): void };
}

interface Span {
  setAttributes(attributes: Attributes): unknown;
  setStatus(status: { code: number; message?: string }): unknown;
  addEvent(name: string): unknown;
  end(): void;
}

/** What of a tracer of `@opentelemetry/api` is used. */
export interface OpenTelemetryTracer {
  startSpan(name: string, options: { kind: number; attributes: Attributes }): Span;
}

/** Where figures and spans go. */
export interface OpenTelemetryOptions {
  /** Default: that of the global meter provider. */
  readonly meter?: OpenTelemetryMeter;
  /** Default: that of the global tracer provider. */
  readonly tracer?: OpenTelemetryTracer;
  /** Servers that are told apart; the others are `other`. Default 64. */
  readonly maxServers?: number;
}

interface Api {
  readonly metrics: { getMeter(name: string, version: string): OpenTelemetryMeter };
  readonly trace: { getTracer(name: string, version: string): OpenTelemetryTracer };
}

const NAME = 'xstate-net';

/** `SpanKind.SERVER` and `SpanStatusCode.ERROR` of @opentelemetry/api, whose numbers are fixed. */
const SERVER_KIND = 1;
const ERROR_STATUS = 2;

/** Ends that are no errors. */
const ORDERLY: ReadonlySet<HowDied> = new Set<HowDied>(['finished', 'peerClosed']);

const errorOf = (howDied: HowDied): Attributes =>
  ORDERLY.has(howDied) ? {} : { 'error.type': howDied };

function attributesOf(address: ServerAddress | undefined): Attributes {
  if (address === undefined) return { 'server.address': OTHERS };
  if (address.family === 'unix') {
    return { 'network.transport': 'unix', 'server.address': address.path };
  }
  return {
    'network.transport': 'tcp',
    'network.type': address.family === 'IPv4' ? 'ipv4' : 'ipv6',
    'server.address': address.host,
    'server.port': address.port,
  };
}

/** Spans of connections, from accept to close. */
function traceConnections(tracer: OpenTelemetryTracer): () => void {
  const spans = new WeakMap<object, Span>();
  const ofSpan = (tell: (span: Span, context: ConnectionSpan) => void) => (message: unknown) => {
    const span = spans.get(message as object);
    if (span !== undefined) tell(span, message as ConnectionSpan);
  };
  return watchChannels({
    'tracing:xstate-net:connection:start': (message) => {
      const context = message as ConnectionSpan;
      const { peer, peerport } = context.connection;
      const client = peer === '' ? {} : { 'client.address': peer, 'client.port': peerport };
      const attributes = { ...attributesOf(context.address), ...client };
      spans.set(
        context,
        tracer.startSpan('xstate-net connection', { kind: SERVER_KIND, attributes }),
      );
    },
    'tracing:xstate-net:connection:end': ofSpan((span) => span.addEvent('connected')),
    'tracing:xstate-net:connection:error': ofSpan((span, { error }) =>
      span.setStatus({ code: ERROR_STATUS, message: `${error?.message}` }),
    ),
    'tracing:xstate-net:connection:asyncEnd': ofSpan((span, { end }) => {
      if (end !== undefined) {
        span.setAttributes({
          'xstate_net.how_died': end.howDied,
          'xstate_net.bytes_received': end.bytesReceived,
          'xstate_net.bytes_sent': end.bytesSent,
          ...errorOf(end.howDied),
        });
      }
      span.end();
    }),
  });
}

interface Totals {
  received: number;
  sent: number;
}

/**
 * Tells OpenTelemetry of all servers of the process and their connections: figures by the conventions of
 * Kestrel's connections, and a span for each connection. Its package `@opentelemetry/api` has to be
 * installed unless both `meter` and `tracer` are given (`XN_LIBRARY_MISSING`). Returns what ends it.
 *
 * @example `const stop = openTelemetry();`
 */
export function openTelemetry(options: OpenTelemetryOptions = {}): () => void {
  const api = (): Api => library<Api>('@opentelemetry/api', 'openTelemetry()');
  const meter = options.meter ?? api().metrics.getMeter(NAME, packageVersion());
  const tracer = options.tracer ?? api().trace.getTracer(NAME, packageVersion());
  const names = new ServerNames(options.maxServers ?? MOST_SERVERS);
  const bounded = (address: ServerAddress | undefined): Attributes =>
    attributesOf(names.of(address) === OTHERS ? undefined : address);

  const active = meter.createUpDownCounter('xstate_net.active_connections', {
    description: 'Connections that are open.',
    unit: '{connection}',
  });
  const duration = meter.createHistogram('xstate_net.connection.duration', {
    description: 'Time from accept to close.',
    unit: 's',
    advice: { explicitBucketBoundaries: [...SECONDS] },
  });
  const rejected = meter.createCounter('xstate_net.rejected_connections', {
    description: 'Connections that were turned away; error.type is the reason.',
    unit: '{connection}',
  });
  const handlerErrors = meter.createCounter('xstate_net.handler.errors', {
    description: 'Handlers that failed.',
    unit: '{error}',
  });
  const io = meter.createObservableCounter('xstate_net.connection.io', {
    description: 'Bytes of connections, by their direction.',
    unit: 'By',
  });

  const totals = new Map<string, Totals & { readonly attributes: Attributes }>();
  const bytes = new LiveBytes<ServerAddress | undefined>((address, received, sent) => {
    const name = names.of(address);
    const sum = totals.get(name) ?? { received: 0, sent: 0, attributes: bounded(address) };
    sum.received += received;
    sum.sent += sent;
    totals.set(name, sum);
  });
  const observe: Callback = (result) => {
    bytes.settle();
    for (const { received, sent, attributes } of totals.values()) {
      result.observe(received, { ...attributes, 'network.io.direction': 'receive' });
      result.observe(sent, { ...attributes, 'network.io.direction': 'transmit' });
    }
  };
  io.addCallback(observe);

  const unwatch = watchServers({
    'xstate-net:connection:start': ({ metadata: { address, connection, descriptor } }) => {
      bytes.started(connection, descriptor, address);
      active.add(1, bounded(address));
    },
    'xstate-net:connection:end': ({ metadata, measurements }) => {
      const attributes = bounded(metadata.address);
      if (bytes.ended(metadata.connection, measurements)) active.add(-1, attributes);
      duration.record(measurements.duration / 1_000, {
        ...attributes,
        ...errorOf(metadata.howDied),
      });
    },
    'xstate-net:connection:refused': ({ metadata: { address, reason } }) =>
      rejected.add(1, { ...bounded(address), 'error.type': reason }),
    'xstate-net:handler:error': ({ metadata: { address } }) =>
      handlerErrors.add(1, bounded(address)),
  });
  const untrace = traceConnections(tracer);
  return () => {
    unwatch();
    untrace();
    io.removeCallback(observe);
  };
}
