import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { TelemetryEventName, TelemetryEvents } from '../../kit/channels';

/** What is done with each kind of event that somebody wants to know. */
export type Hearers = {
  readonly [Name in TelemetryEventName]?: (event: TelemetryEvents[Name]) => void;
};

type Hearer = (message: unknown) => void;

/** Node ends the process when a subscriber throws: an exporter that fails has to cost figures only. */
const contained =
  (hear: Hearer): Hearer =>
  (message) => {
    try {
      hear(message);
    } catch {
      // Whoever counts wrongly finds out by the figures.
    }
  };

/** Subscribes to channels by name, and returns what ends that. */
export function watchChannels(hearers: Readonly<Record<string, Hearer>>): () => void {
  const subscribed = Object.entries(hearers).map(
    ([name, hear]) => [name, contained(hear)] as const,
  );
  for (const [name, hear] of subscribed) subscribe(name, hear);
  return () => {
    for (const [name, hear] of subscribed) unsubscribe(name, hear);
  };
}

/** Hears all servers of the process, until what is returned is called. */
export const watchServers = (hearers: Hearers): (() => void) =>
  watchChannels(hearers as Readonly<Record<string, Hearer>>);
