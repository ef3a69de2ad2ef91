/** `xstate-net/telemetry`: what becomes of servers, in figures and spans, and whether they are well. */
export type {
  ConnectionSpan,
  DrainSpan,
  EndMeasurements,
  EndMetadata,
  OfConnection,
  OfServer,
  Published,
  TelemetryEventName,
  TelemetryEvents,
} from '../../kit/channels';
export { type Readiness, readinessOf, serveHealth } from './health';
export { serveMetrics } from './metricsPage';
export {
  type Attributes,
  type OpenTelemetryMeter,
  type OpenTelemetryOptions,
  type OpenTelemetryTracer,
  openTelemetry,
} from './openTelemetry';
export type { Page, PageOptions } from './page';
export {
  type PrometheusMetrics,
  type PrometheusOptions,
  type PrometheusRegistry,
  prometheusMetrics,
} from './prometheus';
export { type Hearers, watchServers } from './watch';
