import type { ServerAddress } from '../../../machines/connection/connectionInfo';
import { XstateNetError } from '../../../machines/kit/errors';
import {
  type PlaceState,
  type PlacesEvent,
  placesMachine,
} from '../../../machines/listener/places';
import { Pure } from '../../support/pure';

const at = (port: number): ServerAddress => ({ family: 'IPv4', host: '127.0.0.1', port });
const accepting = (index: number): PlacesEvent =>
  change(index, { is: 'accepting', address: at(index) });
const change = (index: number, now: PlaceState): PlacesEvent => ({
  type: 'place.changed',
  index,
  now,
});
const is = (index: number, state: 'closed' | 'binding' | 'resting') => change(index, { is: state });
const taken = new XstateNetError('XN_PORT_IN_USE', 'port 1 is in use');

const start = () => Pure.start(placesMachine, { count: 2 });
const opening = () =>
  start().take({ type: 'listen' }, is(0, 'binding'), is(1, 'binding'), { type: 'asked' });
const open = () => opening().take(accepting(0), accepting(1));

describe('several places', () => {
  it('listen once the last of them is bound', () => {
    const places = opening().take(accepting(1));
    expect([places.value, places.said]).toEqual([{ opening: 'waiting' }, []]);
    places.take(accepting(0));
    expect(places.value).toBe('open');
    expect(places.said).toEqual([{ type: 'listening', addresses: [at(0), at(1)] }]);
  });

  it('are given up, all of them, when one cannot be bound, and then it is told which', () => {
    const places = opening().take(accepting(0), { type: 'place.failed', error: taken });
    expect(places.said).toEqual([{ type: 'close' }]);
    places.take(is(1, 'closed'));
    expect(places.said).toEqual([]);
    expect(places.take(is(0, 'closed')).said).toEqual([{ type: 'failed', error: taken }]);
    expect(places.value).toBe('closed');
  });

  it('tell of one that is suspended, and of one that is resumed', () => {
    const places = open().take(is(1, 'resting'));
    expect(places.said).toEqual([{ type: 'shut', address: at(1) }]);
    expect(places.take(is(1, 'binding'), accepting(1)).said).toEqual([
      { type: 'opened', address: at(1) },
    ]);
  });

  it('are suspended when the last of them is, and listen with the first that is resumed', () => {
    const places = open().take(is(1, 'resting'), is(0, 'resting'));
    expect(places.said).toEqual([
      { type: 'shut', address: at(1) },
      { type: 'shut', address: at(0) },
      { type: 'suspended' },
    ]);
    expect(places.take(is(1, 'binding'), accepting(1)).said).toEqual([
      { type: 'listening', addresses: [at(1)] },
    ]);
  });

  it('go on when one that is resumed by itself cannot be bound, and say why', () => {
    const places = open().take(is(1, 'resting'), is(1, 'binding'));
    places.take({ type: 'place.failed', error: taken }, is(1, 'resting'));
    expect([places.value, places.said]).toEqual(['open', [{ type: 'error', error: taken }]]);
  });

  it('are suspended where all of them were suspended before they were bound', () => {
    const places = opening().take(is(0, 'resting'), is(1, 'resting'));
    expect([places.value, places.said]).toEqual(['resting', [{ type: 'suspended' }]]);
  });

  it('listen but for those that were suspended by themselves', () => {
    const places = open().take({ type: 'close' }, is(0, 'closed'), is(1, 'closed'));
    places.take({ type: 'listen' }, is(0, 'resting'), is(1, 'binding'), { type: 'asked' });
    expect(places.said).toEqual([]);
    expect(places.take(accepting(1)).said).toEqual([{ type: 'listening', addresses: [at(1)] }]);
  });

  it('are closed once each of them is', () => {
    const places = open().take({ type: 'close' }, is(0, 'closed'));
    expect(places.said).toEqual([{ type: 'close' }]);
    expect(places.take(is(1, 'closed')).said).toEqual([{ type: 'closed' }]);
  });

  it('are closed at once where none was open', () => {
    expect(start().take({ type: 'close' }).said).toEqual([{ type: 'closed' }]);
  });

  it('listen again before they are closed, if they are asked to', () => {
    const places = open().take({ type: 'close' }, { type: 'listen' });
    expect(places.take(is(0, 'binding'), is(1, 'binding'), { type: 'asked' }).said).toEqual([]);
    expect(places.value).toEqual({ opening: 'waiting' });
  });
});
