import { type AnyStateMachine, StateMachine } from 'xstate';
import { protocols } from '../../../machines/protocols';

describe('the protocols that ship', () => {
  it('are known by these names', () => {
    expect(Object.keys(protocols)).toEqual([
      'echo',
      'discard',
      'chargen',
      'qotd',
      'daytime',
      'cleverEcho',
    ]);
  });

  it.each(Object.entries(protocols))(
    '%s is a statechart from connected to shutdown',
    (_, entry) => {
      const machine = entry.make() as AnyStateMachine;
      expect(machine).toBeInstanceOf(StateMachine);
      expect(Object.keys(machine.root.states)).toEqual(['connected', 'shutdown']);
    },
  );
});
