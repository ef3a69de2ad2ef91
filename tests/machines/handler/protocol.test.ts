import { fromCallback, fromPromise, fromTransition } from 'xstate';
import {
  checkMadeProtocol,
  checkProtocol,
  isProtocolLogic,
} from '../../../machines/handler/protocol';
import { echo } from '../../../machines/protocols/echo';

const NOT_LOGIC: readonly (readonly [string, unknown])[] = [
  ['null', null],
  ['of type undefined', undefined],
  ['of type number', 1],
  ['of type string', 'echo'],
  ['an array', []],
  ['of type object', { on: {} }],
];

describe('a protocol', () => {
  it.each([
    ['a statechart', echo],
    ['a transition function as logic', fromTransition((state: undefined) => state, undefined)],
    ['a callback as logic', fromCallback(() => {})],
    ['a promise as logic', fromPromise(async () => {})],
  ])('can be %s, also made by a function', (_, logic) => {
    expect(isProtocolLogic(logic)).toBe(true);
    expect(checkProtocol(logic)).toBeUndefined();
    expect(checkProtocol(() => logic)).toBeUndefined();
    expect(checkMadeProtocol(logic)).toBeUndefined();
  });

  it.each(NOT_LOGIC)('that is %s is refused', (what, value) => {
    const error = checkProtocol(value);
    expect(error?.code).toBe('XN_BAD_PROTOCOL');
    expect(error?.message).toContain(`the protocol is ${what}; give a statechart`);
  });

  it.each([...NOT_LOGIC, ['of type function', () => echo] as const])(
    'that a function returned and is %s is refused',
    (what, value) => {
      const error = checkMadeProtocol(value);
      expect(error?.code).toBe('XN_BAD_PROTOCOL');
      expect(error?.message).toContain(`returned something that is ${what}; return a statechart`);
    },
  );
});
