import type { Mutation } from '../../../simulation/mutations/mutation';

const choice = 'actors/compiled/plan/choice.ts';
const guard = 'actors/compiled/plan/guard.ts';
const move = 'actors/compiled/plan/move.ts';
const macrostep = 'actors/compiled/run/macrostep.ts';
const carryOut = 'actors/compiled/run/carryOut.ts';

/**
 * Faults of compiled machines. A machine that differs from XState's is found out before it is used, so that
 * the simulator never meets them: the random charts of `tests/actors/compiled/` have to.
 */
export const compiledMutations: readonly Mutation[] = [
  {
    name: 'compiled: what was assigned is forgotten',
    file: macrostep,
    find: `    this.ownArgs = undefined;
    this.change();`,
    replace: '    this.ownArgs = undefined;',
  },
  {
    name: 'compiled: the last raised event comes first',
    file: macrostep,
    find: 'queue.shift()',
    replace: 'queue.pop()',
  },
  {
    name: 'compiled: nothing is remembered of states that were left',
    file: macrostep,
    find: 'if (move.remembered !== undefined) {',
    replace: 'if (move.remembered === null) {',
  },
  {
    name: 'compiled: eventless transitions are looked for once',
    file: macrostep,
    find: 'mayBeEventless = !isEventless || this.changed;',
    replace: 'mayBeEventless = false;',
  },
  {
    name: 'compiled: children outlive a machine that is done',
    file: macrostep,
    find: "if (this.status !== 'active' && hasChildren(this.children)) {",
    replace: 'if (this.status === undefined) {',
  },
  {
    name: 'compiled: a guard is not asked',
    file: choice,
    find: 'if (one.guard === undefined || passes(one, one.guard, chooser)) {',
    replace: 'if (one.guard !== null) {',
  },
  {
    name: 'compiled: only one region takes an event',
    file: choice,
    find: 'for (const below of branch.below) if (collect(below, chooser, taken)) isTaken = true;',
    replace: 'for (const below of branch.below) isTaken ||= collect(below, chooser, taken);',
  },
  {
    name: 'compiled: not() agrees',
    file: guard,
    find: 'return !holds(guard.parts[0] as Guard, asking);',
    replace: 'return holds(guard.parts[0] as Guard, asking);',
  },
  {
    name: 'compiled: outer states are left first',
    file: move,
    find: '.sort(innermostFirst);\n  const remembered',
    replace: '.sort((a, b) => a.order - b.order);\n  const remembered',
  },
  {
    name: 'compiled: what was invoked outlives its state',
    file: move,
    find: '    this.do(node.invoke.map(({ id }) => stopChild(id)));\n',
    replace: '',
  },
  {
    name: 'compiled: a nested final state tells nobody',
    file: carryOut,
    find: '      on.raise({ type: step.type, output });\n',
    replace: '',
  },
];
