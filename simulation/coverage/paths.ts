import { type AnyEventObject, type AnyMachineSnapshot, createActor, SimulatedClock } from 'xstate';
import { getAdjacencyMap, getShortestPaths } from 'xstate/graph';
import type { Collector } from './collector';
import type { ShippedChart } from './shippedCharts';

/** Longest list of states that a chart may have; what goes beyond would not end. */
const MOST_STATES = 6_000;

/** Contexts differ without end, their states do not; what guards look at beyond the state is kept. */
const serializeState = (snapshot: unknown): string => {
  const { value, context, status } = snapshot as AnyMachineSnapshot;
  const { client, refused, portsTried, address } = context as Record<string, unknown>;
  const seen = [
    client !== undefined,
    (refused as Set<number>)?.size,
    portsTried,
    address !== undefined,
  ];
  return JSON.stringify([value, status, ...seen]);
};

/**
 * Walks through a chart: the shortest way to each of its states, and there every event that it can
 * receive. Every way is taken by an actor of its own; returns how many there were.
 */
export function walk({ machine, inputs, events }: ShippedChart, collector: Collector): number {
  let ways = 0;
  for (const input of inputs) {
    const options = { events: events as never, input: input as never, serializeState };
    const limited = { ...options, limit: MOST_STATES };
    const edges = getAdjacencyMap(machine as never, limited as never) as unknown as Readonly<
      Record<string, { readonly transitions: Readonly<Record<string, { event: AnyEventObject }>> }>
    >;
    const paths = getShortestPaths(machine as never, limited as never);
    const run = (way: readonly AnyEventObject[]) => {
      const clock = new SimulatedClock();
      const actor = createActor(machine, { input, inspect: collector.inspect, clock });
      // A bad input ends some charts with an error, which is theirs to have.
      actor.subscribe({ error: () => {} });
      actor.start();
      for (const event of way) actor.send(event);
      actor.stop();
      ways += 1;
    };
    for (const path of paths) {
      const way = path.steps
        .map((step) => step.event as AnyEventObject)
        .filter((event) => event.type !== 'xstate.init');
      const { transitions } = edges[serializeState(path.state)] ?? { transitions: {} };
      run(way);
      for (const { event } of Object.values(transitions)) run([...way, event]);
    }
  }
  return ways;
}
