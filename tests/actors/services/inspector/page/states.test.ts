import {
  activePaths,
  innermost,
  shortly,
} from '../../../../../actors/services/inspector/page/kit/states';
import { signOfDeath, signOfState } from '../../../../../actors/services/inspector/page/kit/words';

const value = { connected: { receiving: { paused: 'byHandler' }, sending: 'ready' } };

it('finds the active states, from the outermost in', () => {
  expect(activePaths(value)).toEqual([
    [],
    ['connected'],
    ['connected', 'receiving'],
    ['connected', 'receiving', 'paused'],
    ['connected', 'receiving', 'paused', 'byHandler'],
    ['connected', 'sending'],
    ['connected', 'sending', 'ready'],
  ]);
  expect(activePaths('closing')).toEqual([[], ['closing']]);
  expect(activePaths(undefined)).toEqual([]);
});

it('says the innermost, whole or by their names', () => {
  expect(innermost(value)).toBe('connected.receiving.paused.byHandler, connected.sending.ready');
  expect(shortly(value)).toBe('byHandler, ready');
  expect(shortly(undefined)).toBe('');
});

it('tells states and ends by signs, not by colours alone', () => {
  const words = ['connected: flowing, ready', 'connected: flowing, blocked', 'closing.aborting'];
  const icons = [...words, 'connected: paused.byHandler, ready', 'shutdown'].map(
    (state) => signOfState(state).icon,
  );
  expect(new Set(icons).size).toBe(icons.length);
  const ends = ['finished', 'idleTimeout', 'reset'].map((how) => signOfDeath(how).icon);
  expect(new Set(ends).size).toBe(ends.length);
});
