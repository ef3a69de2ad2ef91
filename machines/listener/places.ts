import { setup } from 'xstate';
import type { ServerAddress } from '../connection/connectionInfo';
import type { XstateNetError } from '../kit/errors';

/** How one of several places is: `accepting` is the only one that brings connections. */
export type PlaceState =
  | { readonly is: 'closed' | 'binding' | 'resting' }
  | { readonly is: 'accepting'; readonly address: ServerAddress };

/** What the places of a server are told, all of them together. */
export type PlacesEvent =
  /** `asked`: each of them knows that it is to listen, unless it is suspended by itself. */
  | { readonly type: 'listen' | 'asked' | 'close' }
  | { readonly type: 'place.changed'; readonly index: number; readonly now: PlaceState }
  | { readonly type: 'place.failed'; readonly error: XstateNetError };

/** What becomes of them: `close` is for each of them, the others are for the server. */
export type PlacesMessage =
  | { readonly type: 'close' | 'closed' | 'suspended' }
  | { readonly type: 'listening'; readonly addresses: readonly ServerAddress[] }
  | { readonly type: 'opened' | 'shut'; readonly address: ServerAddress }
  | { readonly type: 'failed' | 'error'; readonly error: XstateNetError };

export interface PlacesInput {
  /** How many there are. */
  readonly count: number;
}

interface PlacesContext {
  readonly places: readonly PlaceState[];
  readonly error: XstateNetError | undefined;
}

const CLOSED: PlaceState = { is: 'closed' };

/** The places as they are after an event. */
function placesAfter({ places }: PlacesContext, event: PlacesEvent): readonly PlaceState[] {
  return event.type === 'place.changed'
    ? places.map((place, index) => (index === event.index ? event.now : place))
    : places;
}

const addressesOf = (places: readonly PlaceState[]): readonly ServerAddress[] =>
  places.flatMap((place) => (place.is === 'accepting' ? [place.address] : []));

const are = (is: PlaceState['is'], places: readonly PlaceState[]): boolean =>
  places.every((place) => place.is === is);

const some = (is: PlaceState['is'], places: readonly PlaceState[]): boolean =>
  places.some((place) => place.is === is);

/** The place that a change is of, as it was. */
const before = ({ places }: PlacesContext, event: PlacesEvent): PlaceState =>
  (event.type === 'place.changed' ? places[event.index] : undefined) ?? CLOSED;

const base = setup({
  types: {
    input: {} as PlacesInput,
    context: {} as PlacesContext,
    events: {} as PlacesEvent,
    emitted: {} as PlacesMessage,
  },
  guards: {
    allAreBound: ({ context: { places } }) => !some('binding', places) && some('accepting', places),
    noneIsToBeBound: ({ context: { places } }) =>
      !some('binding', places) && !some('accepting', places),
    someAccept: ({ context, event }) => some('accepting', placesAfter(context, event)),
    noneAccepts: ({ context, event }) => !some('accepting', placesAfter(context, event)),
    allAreClosed: ({ context, event }) => are('closed', placesAfter(context, event)),
    hasOpened: ({ context, event }) =>
      event.type === 'place.changed' &&
      event.now.is === 'accepting' &&
      before(context, event).is !== 'accepting',
    hasShut: ({ context, event }) =>
      event.type === 'place.changed' &&
      event.now.is !== 'accepting' &&
      before(context, event).is === 'accepting',
  },
});

const { createMachine } = base.extend({
  actions: {
    note: base.assign(({ context, event }) => ({ places: placesAfter(context, event) })),
    noteError: base.assign(({ event }) =>
      event.type === 'place.failed' ? { error: event.error } : {},
    ),
    closeAll: base.emit({ type: 'close' }),
    sayListening: base.emit(({ context }) => ({
      type: 'listening',
      addresses: addressesOf(context.places),
    })),
    saySuspended: base.emit({ type: 'suspended' }),
    sayOpened: base.emit(({ event }) => ({
      type: 'opened',
      address: ((event as { now: PlaceState }).now as { address: ServerAddress }).address,
    })),
    /** Before it is noted, while it still is known where it was. */
    sayShut: base.emit(({ context, event }) => ({
      type: 'shut',
      address: (before(context, event) as { address: ServerAddress }).address,
    })),
    sayClosed: base.emit({ type: 'closed' }),
    sayFailed: base.emit(({ context }) => ({
      type: 'failed',
      error: context.error as XstateNetError,
    })),
    sayError: base.emit(({ event }) => ({
      type: 'error',
      error: (event as Extract<PlacesEvent, { type: 'place.failed' }>).error,
    })),
  },
});

/**
 * Several places of one server, as one: they listen all or none when the server asks for it, and afterwards
 * each may be suspended and resumed by itself. `resting`: none of them accepts, and the server is suspended.
 */
export const placesMachine = createMachine({
  id: 'places',
  options: { maxIterations: 100 },
  context: ({ input }) => ({ places: Array(input.count).fill(CLOSED), error: undefined }),
  initial: 'closed',
  states: {
    closed: {
      on: {
        listen: 'opening',
        close: { actions: 'sayClosed' },
        'place.changed': { actions: 'note' },
      },
    },
    opening: {
      initial: 'asking',
      on: {
        'place.changed': { actions: 'note' },
        'place.failed': { target: 'givingUp', actions: 'noteError' },
        close: 'closing',
      },
      states: {
        asking: { on: { asked: 'waiting' } },
        waiting: {
          always: [
            { guard: 'allAreBound', target: '#places.open', actions: 'sayListening' },
            { guard: 'noneIsToBeBound', target: '#places.resting', actions: 'saySuspended' },
          ],
        },
      },
    },
    open: {
      on: {
        'place.changed': [
          {
            guard: 'noneAccepts',
            target: 'resting',
            actions: ['sayShut', 'note', 'saySuspended'],
          },
          { guard: 'hasOpened', actions: ['note', 'sayOpened'] },
          { guard: 'hasShut', actions: ['sayShut', 'note'] },
          { actions: 'note' },
        ],
        'place.failed': { actions: 'sayError' },
        close: 'closing',
      },
    },
    resting: {
      on: {
        'place.changed': [
          { guard: 'someAccept', target: 'open', actions: ['note', 'sayListening'] },
          { actions: 'note' },
        ],
        'place.failed': { actions: 'sayError' },
        close: 'closing',
      },
    },
    givingUp: {
      entry: 'closeAll',
      on: {
        'place.changed': [
          { guard: 'allAreClosed', target: 'closed', actions: ['note', 'sayFailed'] },
          { actions: 'note' },
        ],
        close: 'closing',
      },
    },
    closing: {
      entry: 'closeAll',
      on: {
        'place.changed': [
          { guard: 'allAreClosed', target: 'closed', actions: ['note', 'sayClosed'] },
          { actions: 'note' },
        ],
        listen: 'opening',
      },
    },
  },
});
