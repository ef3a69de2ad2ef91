/** Bounds of the buckets of times, in seconds: those that OpenTelemetry advises for Kestrel's connections. */
export const SECONDS: readonly number[] = [
  0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300,
];
